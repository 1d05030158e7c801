/** The tables and their versions. Depends on {@code client}. */
@NullMarked
package dev.darkroom.adapter.postgres.schema;

import org.jspecify.annotations.NullMarked;
