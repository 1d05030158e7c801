/** Tests of the metrics that Prometheus reads. */
@NullMarked
package dev.darkroom.adapter.telemetry;

import org.jspecify.annotations.NullMarked;
