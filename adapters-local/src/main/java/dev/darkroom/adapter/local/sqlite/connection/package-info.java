/** Connections to one SQLite database: one writes, and some read. Depends on nothing of {@code sqlite}. */
@NullMarked
package dev.darkroom.adapter.local.sqlite.connection;

import org.jspecify.annotations.NullMarked;
