/** One decorator for each use case that is instrumented. Depends on {@code metrics} and the domain. */
@NullMarked
package dev.darkroom.adapter.telemetry.usecase;

import org.jspecify.annotations.NullMarked;
