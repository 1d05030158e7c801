/** The catalog and the idempotency store in one SQLite database. The only package of this module that uses {@code java.sql}. */
@NullMarked
package dev.darkroom.adapter.local.sqlite;

import org.jspecify.annotations.NullMarked;
