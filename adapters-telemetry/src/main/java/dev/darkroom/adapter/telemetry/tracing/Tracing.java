package dev.darkroom.adapter.telemetry.tracing;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes spans: what is begun on a thread while a span is open there becomes a part of it. Thread-safe. */
public interface Tracing extends AutoCloseable {
    /** Makes none. */
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
        public Executor carrying(Executor threads) {
            return threads;
        }

        @Override
        public void close() {}
    };

    /** The span of a request, which may belong to a trace of the caller. */
    Span request(HttpServletRequest request);

    /** The span of a call within the service. */
    Span call(String name);

    /** The threads, where what is executed is a part of the span in which it was asked for. */
    Executor carrying(Executor threads);

    @Override
    void close();

    /** A span; it is closed on the thread on which it was begun. */
    interface Span extends AutoCloseable {
        /** Not one. */
        Span NONE = new Span() {
            @Override
            public @Nullable String traceId() {
                return null;
            }

            @Override
            public void answered(String method, String route, int status) {}

            @Override
            public void failed(Throwable failure) {}

            @Override
            public void close() {}
        };

        /** The id of its trace, 32 hex digits; null when there is none. */
        @Nullable
        String traceId();

        /** Tells how a request was answered. */
        void answered(String method, String route, int status);

        /** Tells that a call threw. Only the failure's type is told: its message may quote what is secret. */
        void failed(Throwable failure);

        @Override
        void close();
    }
}
