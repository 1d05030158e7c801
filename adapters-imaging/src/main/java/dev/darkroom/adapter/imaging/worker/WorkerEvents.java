package dev.darkroom.adapter.imaging.worker;

import java.time.Duration;

/** Receives the events of workers, for metrics. Implementations are thread-safe. */
public interface WorkerEvents {
    /** The reason why a worker was killed or crashed. */
    enum End {
        /** It used more memory than was reserved for its picture. */
        MEMORY,
        /** Its picture took too long. */
        DEADLINE,
        /** It ended by itself, for example by a segmentation fault. */
        CRASH
    }

    /** Ignores all events. */
    WorkerEvents NONE = new WorkerEvents() {
        @Override
        public void started() {}

        @Override
        public void ended(End reason) {}

        @Override
        public void waited(Duration time) {}
    };

    /** A worker was started. */
    void started();

    /** A worker ended that was not asked to. */
    void ended(End reason);

    /** A request got a worker after it had waited for this time. */
    void waited(Duration time);
}
