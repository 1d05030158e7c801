/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.domain.model;

import org.jspecify.annotations.NullMarked;
