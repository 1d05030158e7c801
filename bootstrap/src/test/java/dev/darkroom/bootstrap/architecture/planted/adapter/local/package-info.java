/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.adapter.local;

import org.jspecify.annotations.NullMarked;
