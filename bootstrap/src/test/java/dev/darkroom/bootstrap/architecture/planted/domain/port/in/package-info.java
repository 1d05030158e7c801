/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.domain.port.in;

import org.jspecify.annotations.NullMarked;
