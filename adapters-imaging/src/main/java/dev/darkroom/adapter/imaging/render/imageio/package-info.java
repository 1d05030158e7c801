/**
 * Renders with the JDK's ImageIO and TwelveMonkeys. Depends on {@code render}, {@code render.scale}, {@code
 * inspect.file} and {@code placeholder}.
 */
@NullMarked
package dev.darkroom.adapter.imaging.render.imageio;

import org.jspecify.annotations.NullMarked;
