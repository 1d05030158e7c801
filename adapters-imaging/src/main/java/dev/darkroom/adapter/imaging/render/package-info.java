/**
 * Renditions and placeholders of pictures. {@link dev.darkroom.adapter.imaging.render.Renderers} is the door: behind it are
 * libvips, through the JDK's foreign-function API, where it is installed, and Java's own ImageIO with TwelveMonkeys, where
 * it is not. Both keep to the same limits.
 */
@NullMarked
package dev.darkroom.adapter.imaging.render;

import org.jspecify.annotations.NullMarked;
