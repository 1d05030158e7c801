/** Tests of {@code adapter.local.sqlite.connection}. */
@NullMarked
package dev.darkroom.adapter.local.sqlite.connection;

import org.jspecify.annotations.NullMarked;
