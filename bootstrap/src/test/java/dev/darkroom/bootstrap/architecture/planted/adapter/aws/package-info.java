/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.adapter.aws;

import org.jspecify.annotations.NullMarked;
