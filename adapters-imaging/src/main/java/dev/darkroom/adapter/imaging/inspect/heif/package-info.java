/** Parses HEIF and AVIF (ISO/IEC 23008-12). Depends on {@code file} and {@code exif}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.heif;

import org.jspecify.annotations.NullMarked;
