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

/** Sets the log up for the whole process. */
public final class Logging {
    private static final String OURS = "dev.darkroom";
    private static final String ACCESS = OURS + ".access";

    private Logging() {}

    /** Sends every event to the stream from now on, and nowhere else. The stream is flushed, never closed. */
    public static void start(LogConfig config, OutputStream stream) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Appender<ILoggingEvent> appender = appender(config, stream, context);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger(OURS).setLevel(Level.toLevel(config.level().name()));
    }

    /**
     * Does so for a server. No request waits for its line in the access log: up to {@value BatchAppender#MAX_QUEUED_EVENTS} lines wait for a thread that
     * writes them. If there are more, requests wait.
     *
     * @return writes the lines that wait when it is closed
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

    /** The log of a server that runs. */
    public interface Handle extends AutoCloseable {
        @Override
        void close();
    }

    private static Appender<ILoggingEvent> appender(LogConfig config, OutputStream stream, LoggerContext context) {
        // Events are written one at a time: the appender holds a lock around the encoder and the stream.
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder(config, context));
        appender.setOutputStream(unclosed(stream));
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

    private static OutputStream unclosed(OutputStream stream) {
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
