/** Reads and writes JSON, and the names and times in it. Depends on {@code problem}. */
@NullMarked
package dev.darkroom.adapter.http.json;

import org.jspecify.annotations.NullMarked;
