/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.adapter.imaging;

import org.jspecify.annotations.NullMarked;
