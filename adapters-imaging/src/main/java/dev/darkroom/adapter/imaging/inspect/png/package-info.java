/** Parses PNG (ISO/IEC 15948). Depends on {@code file} and {@code exif}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.png;

import org.jspecify.annotations.NullMarked;
