/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.stray;

import org.jspecify.annotations.NullMarked;
