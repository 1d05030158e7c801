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

/**
 * Opens spans with OpenTelemetry's SDK. A thread of the SDK sends them in batches, from a bounded queue. Spans that do not fit
 * are dropped.
 */
public final class OpenTelemetryTracing implements Tracing {
    private static final long CLOSE_TIMEOUT_SECONDS = 2;

    private static final Pattern PROPERTY = Pattern.compile("\\botel(?:\\.[a-z]+)+");
    private static final String PROTOCOL = "otel.exporter.otlp.protocol";
    private static final String HTTP = "http/protobuf";
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("service.version");

    /**
     * The SDK's logger, which prints stack traces to the standard error stream; {@link WarningExporter} logs instead. The field
     * keeps it reachable, because the JDK discards an unreachable logger together with its level.
     */
    private static final Logger SDK_LOGGER = Logger.getLogger("io.opentelemetry");

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

    /** @throws IllegalArgumentException if the SDK does not accept a setting */
    public static Tracing open(TraceSettings settings, String version) {
        SDK_LOGGER.setLevel(Level.OFF);
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
            throw new IllegalArgumentException(withVariableNames(String.valueOf(e.getMessage())), e);
        }
    }

    /** Replaces names such as {@code otel.traces.sampler} by the variable that was set, {@code OTEL_TRACES_SAMPLER}. */
    private static String withVariableNames(String message) {
        return PROPERTY.matcher(message)
                .replaceAll(property -> property.group().toUpperCase(Locale.ROOT).replace('.', '_'))
                .replaceFirst("\\.$", "");
    }

    /** The variables as properties of the SDK. Metrics and logs are switched off: by default the SDK sends them too. */
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
    @SuppressWarnings("MustBeClosedChecker") // The span closes the scope.
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
    @SuppressWarnings("MustBeClosedChecker") // The span closes the scope.
    public Span call(String name) {
        var span = tracer.spanBuilder(name).startSpan();
        return new OpenSpan(span, span.makeCurrent());
    }

    @Override
    public Executor propagating(Executor threads) {
        return Context.taskWrapping(threads);
    }

    @Override
    public void close() {
        sdk.shutdown().join(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
