/** Measures requests, use cases and ports from outside with Micrometer. Depends on {@code tracing}. */
@NullMarked
package dev.darkroom.adapter.telemetry;

import org.jspecify.annotations.NullMarked;
