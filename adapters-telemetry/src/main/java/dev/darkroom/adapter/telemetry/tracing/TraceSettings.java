package dev.darkroom.adapter.telemetry.tracing;

import java.net.URI;
import java.util.Map;

/**
 * Where spans are sent.
 *
 * @param endpoint of a receiver for OTLP over HTTP, such as {@code http://127.0.0.1:4318}
 * @param variables the environment variables that are set and whose names start with {@code OTEL_}; their values may be
 *     secrets
 */
public record TraceSettings(URI endpoint, Map<String, String> variables) {
    public TraceSettings {
        variables = Map.copyOf(variables);
    }

    @Override
    public String toString() {
        return "TraceSettings[endpoint=" + endpoint + "]";
    }
}
