/** Tests of {@code adapter.imaging.inspect.gif}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.gif;

import org.jspecify.annotations.NullMarked;
