/** Reads a file within limits, and describes what was found and which bytes to remove. The formats depend on this package. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.file;

import org.jspecify.annotations.NullMarked;
