package dev.darkroom.domain.port.in.operations;

import org.jspecify.annotations.Nullable;

/** Tells whether the service can do its work now. Thread-safe. */
public interface CheckHealth {
    /** Asks the store and the catalog; never throws for their trouble. */
    Report check();

    /**
     * What was found.
     *
     * @param store null when it can be used, else what is wrong
     * @param catalog null when it can be used, else what is wrong
     * @param renderer what makes renditions
     */
    record Report(@Nullable String store, @Nullable String catalog, String renderer) {
        /** Whether both can be used. */
        public boolean ready() {
            return store == null && catalog == null;
        }
    }
}
