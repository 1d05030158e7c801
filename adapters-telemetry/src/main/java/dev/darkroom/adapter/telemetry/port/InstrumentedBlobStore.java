package dev.darkroom.adapter.telemetry.port;

import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.ObjectShard;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.port.out.blob.BlobStore;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures each call of a blob store. The time of {@code open} ends when the stream is open. */
public record InstrumentedBlobStore(BlobStore store, PortCalls calls) implements BlobStore {
    @Override
    public void put(ObjectKey key, Content content, ContentType contentType, Checksum sha256) {
        calls.timed("put", () -> store.put(key, content, contentType, sha256));
    }

    @Override
    public Checksum put(ObjectKey key, Content content, ContentType contentType) {
        return calls.timed("put", () -> store.put(key, content, contentType));
    }

    @Override
    public void putUnchecked(ObjectKey key, Content content, ContentType contentType) {
        calls.timed("put", () -> store.putUnchecked(key, content, contentType));
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) {
        return calls.timed("stat", () -> store.stat(key));
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, ByteRange range) {
        return calls.timed("open", () -> store.open(key, range));
    }

    @Override
    public void delete(ObjectKey key) {
        calls.timed("delete", () -> store.delete(key));
    }

    @Override
    public void deleteAll(ObjectPrefix prefix) {
        calls.timed("delete_all", () -> store.deleteAll(prefix));
    }

    @Override
    public List<StoredObject> list(ObjectPrefix prefix) {
        return calls.timed("list", () -> store.list(prefix));
    }

    @Override
    public void forEach(Consumer<StoredObject> visitor) {
        calls.timed("for_each", () -> store.forEach(visitor));
    }

    @Override
    public void forEach(ObjectShard shard, Consumer<StoredObject> visitor) {
        calls.timed("for_each", () -> store.forEach(shard, visitor));
    }

    @Override
    public void check() {
        calls.timed("check", store::check);
    }
}
