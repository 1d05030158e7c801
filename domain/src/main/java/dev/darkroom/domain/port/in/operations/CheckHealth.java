package dev.darkroom.domain.port.in.operations;

import org.jspecify.annotations.Nullable;

/** Reports whether the service can work now. Thread-safe. */
public interface CheckHealth {
    /** Checks the store and the catalog. Never throws for their failures. */
    Report check();

    /**
     * The result of the checks.
     *
     * @param store null if it can be used, otherwise what is wrong
     * @param catalog null if it can be used, otherwise what is wrong
     * @param renderer the name of the renderer
     */
    record Report(@Nullable String store, @Nullable String catalog, String renderer) {
        /** Whether both can be used. */
        public boolean ready() {
            return store == null && catalog == null;
        }
    }
}
