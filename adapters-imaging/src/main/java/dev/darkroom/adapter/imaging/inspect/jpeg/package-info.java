/** Parses JPEG (ITU-T T.81). Depends on {@code file} and {@code exif}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.jpeg;

import org.jspecify.annotations.NullMarked;
