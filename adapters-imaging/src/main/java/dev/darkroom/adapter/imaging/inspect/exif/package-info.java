/** Reads Exif (CIPA DC-008) and removes the location from it. Depends on {@code file}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.exif;

import org.jspecify.annotations.NullMarked;
