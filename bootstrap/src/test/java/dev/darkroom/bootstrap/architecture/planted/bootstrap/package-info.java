/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.bootstrap;

import org.jspecify.annotations.NullMarked;
