/** A PostgreSQL server for tests. */
@NullMarked
package dev.darkroom.adapter.postgres.testkit;

import org.jspecify.annotations.NullMarked;
