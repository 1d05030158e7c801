/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.adapter.http.ring;

import org.jspecify.annotations.NullMarked;
