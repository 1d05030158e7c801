/** Tests of {@code adapter.local.sqlite}. */
@NullMarked
package dev.darkroom.adapter.local.sqlite;

import org.jspecify.annotations.NullMarked;
