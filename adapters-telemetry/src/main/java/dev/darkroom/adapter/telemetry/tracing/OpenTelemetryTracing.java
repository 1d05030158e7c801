package dev.darkroom.adapter.telemetry.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spans by the SDK of OpenTelemetry, sent in batches by a thread of its own, from a queue that drops what is too much. */
public final class OpenTelemetryTracing implements Tracing {
    private static final long LONGEST_CLOSE_SECONDS = 2;

    private static final Pattern PROPERTY = Pattern.compile("\\botel(?:\\.[a-z]+)+");
    private static final String PROTOCOL = "otel.exporter.otlp.protocol";
    private static final String HTTP = "http/protobuf";
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("service.version");

    /**
     * Where the SDK complains, with stack traces on the standard error stream; {@link WarningExporter} does better. Held,
     * because the JDK forgets a logger with its level when nobody holds it.
     */
    private static final Logger COMPLAINTS = Logger.getLogger("io.opentelemetry");

    private static final TextMapGetter<HttpServletRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServletRequest request) {
            return Collections.list(request.getHeaderNames());
        }

        @Override
        public @Nullable String get(@Nullable HttpServletRequest request, String name) {
            return request == null ? null : request.getHeader(name);
        }
    };

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    private OpenTelemetryTracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer("dev.darkroom");
        this.propagator = sdk.getPropagators().getTextMapPropagator();
    }

    /** @throws IllegalArgumentException when a setting is not accepted */
    public static Tracing open(TraceSettings settings, String version) {
        COMPLAINTS.setLevel(Level.OFF);
        Map<String, String> properties = properties(settings);
        try {
            return new OpenTelemetryTracing(AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesCustomizer(_ -> properties)
                    .addResourceCustomizer(
                            (resource, _) -> Resource.builder().put(VERSION, version).build().merge(resource))
                    .addSpanExporterCustomizer((exporter, _) -> new WarningExporter(exporter, settings.endpoint()))
                    .build()
                    .getOpenTelemetrySdk());
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(inVariables(String.valueOf(e.getMessage())), e);
        }
    }

    /** The SDK tells {@code otel.traces.sampler} where {@code OTEL_TRACES_SAMPLER} was set. */
    private static String inVariables(String message) {
        return PROPERTY.matcher(message)
                .replaceAll(property -> property.group().toUpperCase(Locale.ROOT).replace('.', '_'))
                .replaceFirst("\\.$", "");
    }

    /** The variables as the SDK's properties, and what of its defaults is not wanted: it would send metrics and logs too. */
    private static Map<String, String> properties(TraceSettings settings) {
        Map<String, String> properties = new HashMap<>();
        settings.variables()
                .forEach((name, value) -> properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        properties.put("otel.exporter.otlp.endpoint", settings.endpoint().toString());
        properties.put("otel.metrics.exporter", "none");
        properties.put("otel.logs.exporter", "none");
        if (!properties.getOrDefault(PROTOCOL, HTTP).equals(HTTP)) {
            throw new IllegalArgumentException(
                    "OTEL_EXPORTER_OTLP_PROTOCOL is \"" + properties.get(PROTOCOL) + "\", but must be " + HTTP);
        }
        properties.put(PROTOCOL, HTTP);
        if (!properties.getOrDefault("otel.resource.attributes", "").contains("service.name=")) {
            properties.putIfAbsent("otel.service.name", "darkroom");
        }
        return properties;
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // The span closes it.
    public Span request(HttpServletRequest request) {
        Context caller = propagator.extract(Context.root(), request, HEADERS);
        var span = tracer.spanBuilder("request")
                .setParent(caller)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute(OpenSpan.SCHEME, request.getScheme())
                .setAttribute(OpenSpan.PATH, request.getRequestURI())
                .startSpan();
        return new OpenSpan(span, caller.with(span).makeCurrent());
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // The span closes it.
    public Span call(String name) {
        var span = tracer.spanBuilder(name).startSpan();
        return new OpenSpan(span, span.makeCurrent());
    }

    @Override
    public Executor carrying(Executor threads) {
        return Context.taskWrapping(threads);
    }

    @Override
    public void close() {
        sdk.shutdown().join(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
