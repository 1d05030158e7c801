package dev.darkroom.adapter.imaging.worker;

import java.time.Duration;

/** Receives what happens to workers, for metrics. Called by many threads at once. */
public interface WorkerEvents {
    /** Why a worker was killed, or died. */
    enum End {
        /** It took more memory than was reserved for its picture. */
        MEMORY,
        /** Its picture took too long. */
        DEADLINE,
        /** It ended by itself, such as by a segmentation fault. */
        CRASH
    }

    /** For nobody. */
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

    /** A worker ended before it was asked to. */
    void ended(End reason);

    /** A request got a worker after so long. */
    void waited(Duration time);
}
