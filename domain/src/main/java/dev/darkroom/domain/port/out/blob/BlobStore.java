package dev.darkroom.domain.port.out.blob;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.ObjectShard;
import dev.darkroom.domain.model.object.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stores objects addressed by key. Implementations are safe for use by many threads. Every method throws {@link
 * StorageException.Unavailable} when the store is unreachable or full.
 */
public interface BlobStore {
    /**
     * Stores an object and replaces the previous one. It is atomic: a reader sees the old object or the new one, whole.
     * When it returns, the object is durable and visible to every reader. When it throws, the key has the previous object,
     * or, after {@link StorageException.Unavailable}, possibly the new one; it never has a part of it. If reading the
     * content fails, nothing is stored.
     *
     * @param content of any size, also empty
     * @param contentType the {@code Content-Type} of the object's presigned URLs
     * @param sha256 the checksum of the content; a file whose checksum is known is not read again to compare it
     * @throws StorageException.Corrupted when the bytes of the content do not have the checksum or the size
     */
    void put(ObjectKey key, Content content, ContentType contentType, Checksum sha256);

    /** The metadata of an object; empty when the key has none. */
    Optional<StoredObject> stat(ObjectKey key);

    /**
     * Opens a part of an object; empty when the key has none. The part ends at the object's end, and a range behind the end
     * has no bytes. The caller closes the stream. If the object is replaced or deleted, an open stream continues with the
     * bytes from when it was opened, or fails. Closing a stream half-way does not affect later calls.
     */
    Optional<InputStream> open(ObjectKey key, ByteRange range);

    /**
     * Stores an object whose checksum is not known, as {@link #put(ObjectKey, Content, ContentType, Checksum)} does.
     *
     * @return the checksum of the stored bytes
     */
    default Checksum put(ObjectKey key, Content content, ContentType contentType) {
        try {
            Checksum sha256 = content.checksum();
            put(key, content, contentType, sha256);
            return sha256;
        } catch (IOException e) {
            throw new StorageException.Unavailable("The content for " + key + " can't be read", e);
        }
    }

    /**
     * Stores an object whose checksum nobody needs, as {@link #put(ObjectKey, Content, ContentType, Checksum)} does. A store may save the
     * time for the checksum.
     *
     * @throws StorageException.Corrupted when the bytes of the content do not have the size
     */
    default void putUnchecked(ObjectKey key, Content content, ContentType contentType) {
        Checksum _ = put(key, content, contentType);
    }

    /**
     * Removes one object. When it returns, no reader finds the object. Removing an object that does not exist is no error, so
     * the call can be repeated after a failure.
     */
    void delete(ObjectKey key);

    /**
     * Removes every object under the prefix, and no other. When it returns, no reader finds them. It is no error if there are
     * none, so the call can be repeated after a failure.
     */
    void deleteAll(ObjectPrefix prefix);

    /**
     * The objects under the prefix, in any order: every object that was stored before the call and not removed since. Memory use grows with
     * their number.
     */
    List<StoredObject> list(ObjectPrefix prefix);

    /**
     * Passes every object to the visitor, on the caller's thread, with the objects of one image in succession. An object that
     * exists during the whole call is passed once; one that is stored or removed meanwhile may be passed or not. Everything
     * else in the store is skipped. Memory use does not grow with the number of objects. An exception of the visitor ends the
     * call.
     */
    void forEach(Consumer<StoredObject> visitor);

    /** Passes every object of a shard to the visitor, as {@link #forEach(Consumer)} does with all objects. */
    void forEach(ObjectShard shard, Consumer<StoredObject> visitor);

    /**
     * Returns if the store can be used.
     *
     * @throws StorageException.Unavailable with a message that names what is missing
     */
    void check();
}
