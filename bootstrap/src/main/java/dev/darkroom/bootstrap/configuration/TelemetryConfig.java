package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.telemetry.tracing.TraceSettings;
import org.jspecify.annotations.Nullable;

/**
 * What whoever runs the service sees of it.
 *
 * @param metrics who may see the metrics
 * @param traces where traces are sent, or null where they are not
 */
public record TelemetryConfig(Metrics metrics, @Nullable TraceSettings traces) {
    /** Who may see the metrics. */
    public enum Metrics {
        /** Admins; everybody where there is no sign-in. */
        ADMIN,
        /** Whoever reaches the server. */
        OPEN,
        /** Nobody: none are kept. */
        OFF
    }
}
