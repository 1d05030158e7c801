/** Tests of {@code adapter.imaging.inspect}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect;

import org.jspecify.annotations.NullMarked;
