package dev.darkroom.bootstrap.upgrade;

import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.DirectUploadSteps;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The current version, over a copy of old data. */
final class UpgradedService implements DirectUploadSteps, AutoCloseable {
    private final OldData data;
    private final OldCopy copy;
    private final MovableClock clock;
    private final Application application;

    /** Runs at the speed of the system's clock, and shows another time. */
    private static final class MovableClock implements InstantSource {
        private volatile Duration offset = Duration.ZERO;

        @Override
        public Instant instant() {
            return InstantSource.system().instant().plus(offset);
        }

        void show(Instant time) {
            offset = Duration.between(InstantSource.system().instant(), time);
        }
    }

    private UpgradedService(OldData data, OldCopy copy, Duration later, Map<String, String> more) {
        this.data = data;
        this.copy = copy;
        this.clock = new MovableClock();
        showTimeAfterStop(later);
        Map<String, String> environment = new HashMap<>(copy.environment());
        environment.put("PORT", "0");
        environment.putAll(more);
        this.application = Application.start(Configuration.from(environment), "test", clock);
    }

    /** @param later the time since the stop of the old version */
    static UpgradedService start(OldData data, OldCopy copy, Duration later) {
        return start(data, copy, later, Map.of());
    }

    /** @param more environment variables */
    static UpgradedService start(OldData data, OldCopy copy, Duration later, Map<String, String> more) {
        return new UpgradedService(data, copy, later, more);
    }

    void showTimeAfterStop(Duration later) {
        clock.show(data.writtenAt().plus(later));
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        return copy.objectKeys();
    }

    /** The bytes at a presigned URL. */
    byte[] bytes(String url) {
        return copy.bytes(this, url);
    }

    @Override
    public void close() {
        application.close();
    }
}
