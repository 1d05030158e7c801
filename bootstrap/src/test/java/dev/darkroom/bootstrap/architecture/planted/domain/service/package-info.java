/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.domain.service;

import org.jspecify.annotations.NullMarked;
