/** Tests of {@code adapter.imaging.render.vips}. */
@NullMarked
package dev.darkroom.adapter.imaging.render.vips;

import org.jspecify.annotations.NullMarked;
