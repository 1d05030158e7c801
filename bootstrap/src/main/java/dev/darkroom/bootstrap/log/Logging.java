package dev.darkroom.bootstrap.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.darkroom.bootstrap.configuration.LogConfig;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/** Configures the log of the process. */
public final class Logging {
    private static final String DARKROOM = "dev.darkroom";
    private static final String ACCESS = DARKROOM + ".access";

    /** It warns of each lost connection with a stack trace. Darkroom logs the failed calls itself, each in one line. */
    private static final String POOL = "com.zaxxer.hikari";

    private Logging() {}

    /** Writes all events to the stream from now on, and nowhere else. The stream is flushed, but never closed. */
    public static void start(LogConfig config, OutputStream stream) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Appender<ILoggingEvent> appender = appender(config, stream, context);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger(DARKROOM).setLevel(Level.toLevel(config.level().name()));
        context.getLogger(POOL).setLevel(Level.ERROR);
    }

    /**
     * Configures the log of a server. A separate thread writes the access log, so that requests do not wait for it. It queues up to
     * {@value BatchAppender#MAX_QUEUED_EVENTS} events; if the queue is full, requests wait.
     *
     * @return a handle that writes the queued events when it is closed
     */
    public static Handle startServer(LogConfig config, OutputStream stream) {
        start(config, stream);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        BatchAppender lines = new BatchAppender(encoder(config, context), stream);
        lines.setContext(context);
        lines.setName(ACCESS);
        lines.start();
        Logger access = context.getLogger(ACCESS);
        access.setAdditive(false);
        access.addAppender(lines);
        return () -> {
            access.setAdditive(true);
            access.detachAppender(lines);
            lines.stop();
        };
    }

    /** The log of a running server. */
    public interface Handle extends AutoCloseable {
        @Override
        void close();
    }

    private static Appender<ILoggingEvent> appender(LogConfig config, OutputStream stream, LoggerContext context) {
        // The appender holds a lock while it encodes and writes an event, so the encoder and the stream need none.
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder(config, context));
        appender.setOutputStream(notClosing(stream));
        appender.start();
        return appender;
    }

    private static Encoder<ILoggingEvent> encoder(LogConfig config, LoggerContext context) {
        Masking masking = new Masking(config.secrets());
        Encoder<ILoggingEvent> encoder = switch (config.format()) {
            case TEXT -> new TextEncoder(masking);
            case JSON -> new JsonEncoder(masking);
        };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static OutputStream notClosing(OutputStream stream) {
        return new FilterOutputStream(stream) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        };
    }
}
