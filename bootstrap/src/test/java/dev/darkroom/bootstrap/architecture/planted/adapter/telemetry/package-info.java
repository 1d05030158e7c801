/** Planted. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.adapter.telemetry;

import org.jspecify.annotations.NullMarked;
