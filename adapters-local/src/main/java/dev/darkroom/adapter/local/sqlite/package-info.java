/** The catalog, its events and the idempotency store in one SQLite database. Only this package and its subpackage use {@code java.sql}. */
@NullMarked
package dev.darkroom.adapter.local.sqlite;

import org.jspecify.annotations.NullMarked;
