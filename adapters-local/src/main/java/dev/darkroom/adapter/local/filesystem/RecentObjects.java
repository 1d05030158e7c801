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
 * Keeps small objects that were read recently in memory; most of them are renditions. A change of an object must call {@link #forget}
 * afterwards, also if it fails, because it may have taken effect. Thread-safe.
 */
final class RecentObjects {
    /** Larger objects are not kept. */
    static final int MAX_OBJECT_BYTES = 64 * 1024;

    private static final long MAX_BYTES = 8L * 1024 * 1024;

    /** What a key and an entry take beside the bytes. */
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

        /** @param bytes which nobody changes */
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

    /** Reads an object; null when there is none. */
    interface Reader {
        @Nullable
        Entry read() throws IOException;
    }

    /** The object, if it is kept. */
    @Nullable
    Entry find(ObjectKey key) {
        return entries.getIfPresent(key);
    }

    /** The object, which is read and kept if it is not. A {@link #forget} meanwhile waits for the reader. */
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
