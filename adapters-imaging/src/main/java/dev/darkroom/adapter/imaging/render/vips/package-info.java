/**
 * Renders with libvips through the JDK's foreign function API. Depends on {@code render}, {@code inspect.file} and
 * {@code placeholder}.
 */
@NullMarked
package dev.darkroom.adapter.imaging.render.vips;

import org.jspecify.annotations.NullMarked;
