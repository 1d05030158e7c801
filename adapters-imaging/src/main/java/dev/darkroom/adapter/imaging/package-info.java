/** Chooses the codec for renditions. Depends on {@code render}, {@code render.imageio} and {@code render.vips}. */
@NullMarked
package dev.darkroom.adapter.imaging;

import org.jspecify.annotations.NullMarked;
