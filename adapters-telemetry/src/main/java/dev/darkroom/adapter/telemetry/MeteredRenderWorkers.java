package dev.darkroom.adapter.telemetry;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Counts the starts and ends of worker processes, and measures the time in their queue. */
record MeteredRenderWorkers(Meters meters, Counter starts, Timer queue) implements RenderWorkers {
    MeteredRenderWorkers(Meters meters) {
        this(meters, meters.workerStarts(), meters.workerQueue());
        // Registered before the first event, so that a rate starts from 0.
        for (String reason : new String[]{"memory", "deadline", "crash"}) {
            meters.workerKills(reason);
        }
    }

    @Override
    public void started() {
        starts.increment();
    }

    @Override
    public void killed(String reason) {
        meters.workerKills(reason).increment();
    }

    @Override
    public void waited(Duration time) {
        queue.record(time);
    }
}
