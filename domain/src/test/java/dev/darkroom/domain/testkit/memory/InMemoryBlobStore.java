package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.ObjectShard;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.port.out.blob.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Objects in a map. Thread-safe. */
public final class InMemoryBlobStore implements BlobStore {
    private final Map<ObjectKey, Held> objects = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private volatile boolean outOfReach;

    private static final class Held {
        private final byte[] bytes;
        private final Instant lastModified;

        Held(byte[] bytes, Instant lastModified) {
            this.bytes = bytes;
            this.lastModified = lastModified;
        }
    }

    public InMemoryBlobStore(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on every call fails as if the store were unavailable, or works again. */
    public void setOutOfReach(boolean value) {
        outOfReach = value;
    }

    /** The keys of all objects, in order. */
    public Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        objects.keySet().forEach(key -> keys.add(key.value()));
        return keys;
    }

    @Override
    public void put(ObjectKey key, Content content, ContentType contentType, Checksum sha256) {
        check();
        byte[] bytes = read(content);
        if (bytes.length != content.sizeBytes()
                || !Checksum.of(Checksum.newDigest().digest(bytes)).equals(sha256)) {
            throw new StorageException.Corrupted("The content of " + key + " is not what its checksum tells", null);
        }
        objects.put(key, new Held(bytes, clock.instant()));
    }

    private static byte[] read(Content content) {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new StorageException.Unavailable("The content can't be read", e);
        }
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) {
        check();
        return Optional.ofNullable(objects.get(key))
                .map(held -> new StoredObject(key, held.bytes.length, held.lastModified));
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, ByteRange range) {
        check();
        return Optional.ofNullable(objects.get(key)).map(held -> {
            int from = (int) Math.min(range.offset(), held.bytes.length);
            int length = (int) Math.min(range.length(), held.bytes.length - from);
            return new ByteArrayInputStream(held.bytes, from, length);
        });
    }

    @Override
    public void delete(ObjectKey key) {
        check();
        objects.remove(key);
    }

    @Override
    public void deleteAll(ObjectPrefix prefix) {
        check();
        objects.keySet().removeIf(key -> key.prefix().equals(prefix));
    }

    @Override
    public List<StoredObject> list(ObjectPrefix prefix) {
        check();
        return objects.keySet().stream()
                .filter(key -> key.prefix().equals(prefix))
                .flatMap(key -> stat(key).stream())
                .toList();
    }

    @Override
    public void forEach(Consumer<StoredObject> visitor) {
        check();
        objects.keySet().stream()
                .sorted(Comparator.comparing(ObjectKey::value))
                .forEach(key -> stat(key).ifPresent(visitor));
    }

    @Override
    public void forEach(ObjectShard shard, Consumer<StoredObject> visitor) {
        forEach(object -> {
            if (object.key().value().startsWith(shard.value() + "/")) {
                visitor.accept(object);
            }
        });
    }

    @Override
    public void check() {
        if (outOfReach) {
            throw new StorageException.Unavailable("The store is out of reach", null);
        }
    }
}
