/** Traces with OpenTelemetry. */
@NullMarked
package dev.darkroom.adapter.telemetry.tracing;

import org.jspecify.annotations.NullMarked;
