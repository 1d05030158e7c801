package dev.darkroom.adapter.telemetry.tracing;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Opens spans. A span that is opened while another is open on the same thread becomes its child. Thread-safe. */
public interface Tracing extends AutoCloseable {
    /** Opens no spans. */
    Tracing OFF = new Tracing() {
        @Override
        public Span request(HttpServletRequest request) {
            return Span.NONE;
        }

        @Override
        public Span call(String name) {
            return Span.NONE;
        }

        @Override
        public Executor propagating(Executor threads) {
            return threads;
        }

        @Override
        public void close() {}
    };

    /** Opens the span of a request. It continues the trace of the caller, if the request names one. */
    Span request(HttpServletRequest request);

    /** Opens the span of a call within the service. */
    Span call(String name);

    /** Returns an executor whose tasks belong to the span of the thread that submits them. */
    Executor propagating(Executor threads);

    @Override
    void close();

    /** An open span. It must be closed on the thread that opened it. */
    interface Span extends AutoCloseable {
        /** No span. */
        Span NONE = new Span() {
            @Override
            public @Nullable String traceId() {
                return null;
            }

            @Override
            public void responded(String method, String route, int status) {}

            @Override
            public void failed(Throwable failure) {}

            @Override
            public void close() {}
        };

        /** The id of the trace, 32 hex digits; null if there is none. */
        @Nullable
        String traceId();

        /** Records the response to a request. */
        void responded(String method, String route, int status);

        /** Records that a call threw. Only the type of the failure is recorded, because its message may contain a secret. */
        void failed(Throwable failure);

        @Override
        void close();
    }
}
