/** The ports on tables. Depends on {@code client}. */
@NullMarked
package dev.darkroom.adapter.postgres.catalog;

import org.jspecify.annotations.NullMarked;
