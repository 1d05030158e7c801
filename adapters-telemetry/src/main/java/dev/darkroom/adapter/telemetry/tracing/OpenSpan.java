package dev.darkroom.adapter.telemetry.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A span of OpenTelemetry that is current on its thread. Its attributes follow OpenTelemetry's semantic conventions, "HTTP
 * spans".
 */
record OpenSpan(Span span, Scope scope) implements Tracing.Span {
    static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    @Override
    public @Nullable String traceId() {
        SpanContext context = span.getSpanContext();
        return context.isValid() ? context.getTraceId() : null;
    }

    @Override
    public void responded(String method, String route, int status) {
        span.updateName(method + " " + route);
        span.setAttribute(METHOD, method).setAttribute(ROUTE, route).setAttribute(STATUS, (long) status);
        if (status >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    @Override
    public void failed(Throwable failure) {
        span.setStatus(StatusCode.ERROR).setAttribute(ERROR, failure.getClass().getName());
    }

    @Override
    public void close() {
        scope.close();
        span.end();
    }
}
