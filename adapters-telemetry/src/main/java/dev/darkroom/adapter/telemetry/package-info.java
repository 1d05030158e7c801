/**
 * Measures requests, use cases, ports and executors with Micrometer, and traces them. Depends on {@code metrics}, {@code port},
 * {@code usecase} and {@code tracing}.
 */
@NullMarked
package dev.darkroom.adapter.telemetry;

import org.jspecify.annotations.NullMarked;
