/** Tests of {@code adapter.imaging.render.imageio}. */
@NullMarked
package dev.darkroom.adapter.imaging.render.imageio;

import org.jspecify.annotations.NullMarked;
