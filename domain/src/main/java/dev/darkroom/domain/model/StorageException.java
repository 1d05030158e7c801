package dev.darkroom.domain.model;

import org.jspecify.annotations.Nullable;

/** Trouble with the infrastructure behind a port. Callers tell it by its kind, never by its message. */
public abstract sealed class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Out of reach, out of space or overloaded: the same call may succeed later. It may also have taken effect. */
    public static final class Unavailable extends StorageException {
        private static final long serialVersionUID = 1L;

        /** @param message what is out of reach and why, for whoever runs the service */
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What is stored, or was to be stored, is not what it should be; the same call will fail again. */
    public static final class Corrupted extends StorageException {
        private static final long serialVersionUID = 1L;

        /** @param message what is damaged, for whoever runs the service */
        public Corrupted(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
