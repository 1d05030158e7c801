/** Exif and TIFF structures (CIPA DC-008). Depends on {@code file}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.exif;

import org.jspecify.annotations.NullMarked;
