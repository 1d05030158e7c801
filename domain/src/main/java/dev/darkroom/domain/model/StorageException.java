package dev.darkroom.domain.model;

import org.jspecify.annotations.Nullable;

/** A failure of the infrastructure behind a port. Callers distinguish failures by type, never by message. */
public abstract sealed class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Unreachable, full or overloaded. The same call may succeed later, and this call may have taken effect. */
    public static final class Unavailable extends StorageException {
        private static final long serialVersionUID = 1L;

        /** @param message what is unavailable and why, for the operator */
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Stored data, or data to store, is not as it should be. The same call will fail again. */
    public static final class Corrupted extends StorageException {
        private static final long serialVersionUID = 1L;

        /** @param message what is damaged, for the operator */
        public Corrupted(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
