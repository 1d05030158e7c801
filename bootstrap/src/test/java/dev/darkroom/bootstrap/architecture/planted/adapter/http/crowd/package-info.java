/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.adapter.http.crowd;

import org.jspecify.annotations.NullMarked;
