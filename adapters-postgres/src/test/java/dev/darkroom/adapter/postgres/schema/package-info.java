/** Tests of the migration. */
@NullMarked
package dev.darkroom.adapter.postgres.schema;

import org.jspecify.annotations.NullMarked;
