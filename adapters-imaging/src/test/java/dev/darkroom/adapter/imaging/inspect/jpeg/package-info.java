/** Tests of {@code adapter.imaging.inspect.jpeg}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.jpeg;

import org.jspecify.annotations.NullMarked;
