package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.adapter.http.Monitoring;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.configuration.TelemetryConfig;
import dev.darkroom.bootstrap.configuration.TelemetryConfig.Metrics;

/** Metrics and traces. */
public final class TelemetryModule extends AbstractModule implements AutoCloseable {
    private final Telemetry telemetry;
    private final Metrics metrics;

    private TelemetryModule(Telemetry telemetry, Metrics metrics) {
        this.telemetry = telemetry;
        this.metrics = metrics;
    }

    /** Without metrics and traces, for processes that are too short-lived to be scraped. */
    public static TelemetryModule off() {
        return new TelemetryModule(Telemetry.off(), Metrics.OFF);
    }

    /**
     * Starts to measure the process, if metrics or traces are configured.
     *
     * @throws BadConfigurationException if OpenTelemetry does not accept one of its variables
     */
    public static TelemetryModule start(Configuration configuration, String version) {
        TelemetryConfig config = configuration.telemetry();
        if (config.metrics() == Metrics.OFF && config.traces() == null) {
            return off();
        }
        try {
            return new TelemetryModule(Telemetry.start(version, config.traces()), config.metrics());
        } catch (IllegalArgumentException e) {
            throw new BadConfigurationException("OpenTelemetry does not accept its variables: " + e.getMessage() + ".");
        }
    }

    /** Instruments ports and use cases. */
    public Telemetry telemetry() {
        return telemetry;
    }

    @Override
    protected void configure() {
        bind(Telemetry.class).toInstance(telemetry);
    }

    @Provides
    @Singleton
    Monitoring monitoring() {
        return new Monitoring(
                telemetry.filter(Monitoring::route),
                metrics == Metrics.OFF ? null : telemetry::scrape,
                metrics == Metrics.OPEN,
                telemetry::eventStreams);
    }

    @Override
    public void close() {
        telemetry.close();
    }
}
