/** Tests of {@code adapter.imaging.inspect.png}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.png;

import org.jspecify.annotations.NullMarked;
