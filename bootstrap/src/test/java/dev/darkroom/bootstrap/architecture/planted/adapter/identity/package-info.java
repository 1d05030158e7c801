/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.adapter.identity;

import org.jspecify.annotations.NullMarked;
