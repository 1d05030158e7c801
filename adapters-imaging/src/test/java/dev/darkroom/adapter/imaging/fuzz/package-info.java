/** Fuzzing of the parsers. */
@NullMarked
package dev.darkroom.adapter.imaging.fuzz;

import org.jspecify.annotations.NullMarked;
