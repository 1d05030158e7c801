package dev.darkroom.adapter.local.filesystem;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Caches small objects that were read recently; most of them are renditions. After each attempt to change an object, call {@link #forget},
 * even if the attempt failed, because it may have taken effect. Thread-safe.
 */
final class RecentObjects {
    /** Callers must not cache larger objects. */
    static final int MAX_OBJECT_BYTES = 64 * 1024;

    private static final long MAX_BYTES = 8L * 1024 * 1024;

    /** The estimated memory of a key and an entry without the bytes. */
    private static final int OVERHEAD_BYTES = 512;

    private final Cache<ObjectKey, Entry> entries = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .<ObjectKey, Entry>weigher((_, entry) -> entry.bytes.length + OVERHEAD_BYTES)
            .executor(Runnable::run)
            .build();

    /** An object with its bytes. */
    static final class Entry {
        private final StoredObject object;
        private final byte[] bytes;

        /** @param bytes must not be changed afterwards */
        Entry(StoredObject object, byte[] bytes) {
            this.object = object;
            this.bytes = bytes;
        }

        StoredObject object() {
            return object;
        }

        InputStream open(ByteRange range) {
            int offset = (int) Math.min(range.offset(), bytes.length);
            return new ByteArrayInputStream(bytes, offset, (int) Math.min(range.length(), bytes.length - offset));
        }
    }

    /** Reads an object; returns null if it does not exist. */
    interface Reader {
        @Nullable
        Entry read() throws IOException;
    }

    /** Returns the object if it is cached, otherwise null. */
    @Nullable
    Entry find(ObjectKey key) {
        return entries.getIfPresent(key);
    }

    /**
     * Returns the cached object, or reads and caches it; null if it does not exist. A concurrent {@link #forget} of the key waits for the reader.
     */
    @Nullable
    Entry find(ObjectKey key, Reader reader) throws IOException {
        try {
            return entries.get(key, _ -> {
                try {
                    return reader.read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    void forget(ObjectKey key) {
        entries.invalidate(key);
    }
}
