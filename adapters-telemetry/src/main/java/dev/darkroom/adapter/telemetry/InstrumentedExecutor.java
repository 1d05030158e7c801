package dev.darkroom.adapter.telemetry;

import io.micrometer.core.instrument.Counter;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Counts the tasks that an executor rejects. */
record InstrumentedExecutor(Executor threads, Counter rejected) implements Executor {
    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            rejected.increment();
            throw e;
        }
    }
}
