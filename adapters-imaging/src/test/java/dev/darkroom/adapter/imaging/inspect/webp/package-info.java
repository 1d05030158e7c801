/** Tests of {@code adapter.imaging.inspect.webp}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.webp;

import org.jspecify.annotations.NullMarked;
