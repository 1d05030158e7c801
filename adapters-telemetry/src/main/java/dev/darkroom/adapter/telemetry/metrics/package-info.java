/** The metrics, and the calls that are timed. Depends on {@code tracing} and the domain. */
@NullMarked
package dev.darkroom.adapter.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
