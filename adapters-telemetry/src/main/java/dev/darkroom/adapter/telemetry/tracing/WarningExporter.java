package dev.darkroom.adapter.telemetry.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a warning when spans cannot be sent, and the next one only after spans were sent again. */
public record WarningExporter(SpanExporter exporter, URI endpoint, AtomicBoolean warned) implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(WarningExporter.class);

    public WarningExporter(SpanExporter exporter, URI endpoint) {
        this(exporter, endpoint, new AtomicBoolean());
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (result.isSuccess()) {
                warned.set(false);
            } else if (!warned.getAndSet(true)) {
                LOG.atWarn()
                        .addKeyValue("endpoint", endpoint)
                        .addKeyValue("reason", reason(result.getFailureThrowable()))
                        .log("Traces cannot be sent and are lost; the service continues");
            }
        });
        return result;
    }

    /** The first cause, which the SDK wraps several times. */
    private static String reason(@Nullable Throwable failure) {
        Throwable first = failure;
        while (first != null && first.getCause() != null) {
            first = first.getCause();
        }
        return first == null ? "refused" : first.toString();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
