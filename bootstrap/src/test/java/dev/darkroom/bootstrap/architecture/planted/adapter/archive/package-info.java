/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.adapter.archive;

import org.jspecify.annotations.NullMarked;
