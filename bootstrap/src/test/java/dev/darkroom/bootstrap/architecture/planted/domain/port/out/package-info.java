/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.domain.port.out;

import org.jspecify.annotations.NullMarked;
