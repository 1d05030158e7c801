package dev.darkroom.adapter.telemetry;

import io.micrometer.core.instrument.Counter;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Counts what does not get into the line. */
record InstrumentedQueue(Executor threads, Counter refused) implements Executor {
    @Override
    public void execute(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            refused.increment();
            throw e;
        }
    }
}
