/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.adapter.http;

import org.jspecify.annotations.NullMarked;
