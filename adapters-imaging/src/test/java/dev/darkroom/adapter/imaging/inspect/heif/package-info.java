/** Tests of {@code adapter.imaging.inspect.heif}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.heif;

import org.jspecify.annotations.NullMarked;
