package dev.darkroom.domain.service.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.port.in.operations.CheckHealth;
import dev.darkroom.domain.port.in.operations.CheckHealth.Report;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedHealthTest {
    private final MovableClock clock = new MovableClock();
    private final AtomicInteger checks = new AtomicInteger();
    private final CheckHealth health = new CachedHealth(
            () -> new Report("out of reach " + checks.incrementAndGet(), null, "labels"), Duration.ofSeconds(1),
            clock::nanoTime);

    @Test
    void reportIsCachedForASecond() {
        Report first = health.check();
        clock.advance(Duration.ofMillis(999));
        clock.step(Duration.ofHours(-1));
        assertThat(health.check()).isSameAs(first);

        clock.advance(Duration.ofMillis(1));

        assertThat(health.check().store()).isEqualTo("out of reach 2");
    }

    @Test
    void concurrentCallersShareOneCheck() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                var _ = threads.submit(health::check);
            }
        }

        assertThat(checks).hasValue(1);
    }
}
