/** Renders with the JDK's ImageIO and TwelveMonkeys. Depends on {@code render} and {@code scale}. */
@NullMarked
package dev.darkroom.adapter.imaging.render.imageio;

import org.jspecify.annotations.NullMarked;
