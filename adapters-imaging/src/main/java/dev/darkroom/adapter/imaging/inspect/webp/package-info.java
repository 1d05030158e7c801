/** Parses WebP (RFC 9649). Depends on {@code file} and {@code exif}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.webp;

import org.jspecify.annotations.NullMarked;
