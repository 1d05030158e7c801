package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.telemetry.tracing.TraceSettings;
import org.jspecify.annotations.Nullable;

/**
 * Metrics and traces.
 *
 * @param metrics who may read the metrics
 * @param traces where traces are sent, or null to send none
 */
public record TelemetryConfig(Metrics metrics, @Nullable TraceSettings traces) {
    /** Who may read the metrics. */
    public enum Metrics {
        /** Admins, or everyone if authentication is off. */
        ADMIN,
        /** Everyone. */
        OPEN,
        /** Nobody. No metrics are recorded. */
        OFF
    }
}
