/** Scales decoded pictures. Depends on {@code domain} only. */
@NullMarked
package dev.darkroom.adapter.imaging.render.scale;

import org.jspecify.annotations.NullMarked;
