/** Tests of {@code adapter.imaging.placeholder}. */
@NullMarked
package dev.darkroom.adapter.imaging.placeholder;

import org.jspecify.annotations.NullMarked;
