package dev.darkroom.domain.port.out.blob;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Objects: bytes under a key. Implementations are safe for use by many threads. Every method throws {@link
 * StorageException.Unavailable} when the store is out of reach or full.
 */
public interface BlobStore {
    /**
     * Stores an object, replacing what the key held. It is atomic: a reader sees the old object or the new one, whole.
     * When it returns, the object is durable and visible to every reader. When it throws, the key holds what it held
     * before, unless the failure is {@link StorageException.Unavailable}, after which it may also hold the new object;
     * it never holds a part of it. A content that fails while it is being read stores nothing.
     *
     * @param content of any size, also empty
     * @param contentType what a reader of the object's presigned URL is told it is
     * @param sha256 of the content; a file that knows its own checksum need not be read to be held against it
     * @throws StorageException.Corrupted when the bytes read from the content are not those that the checksum or the
     *     size tells
     */
    void put(ObjectKey key, Content content, ContentType contentType, Checksum sha256);

    /** What is known about an object without reading it; empty when the key holds none. */
    Optional<StoredObject> stat(ObjectKey key);

    /**
     * Opens a part of an object; empty when the key holds none. The part is cut at the object's end, and a range behind
     * the end gives no bytes. The caller closes the stream. A stream that was opened goes on giving the object as it was
     * when it was opened, or fails, when the object is replaced or deleted meanwhile. A stream that is closed half-way
     * takes nothing from later calls.
     */
    Optional<InputStream> open(ObjectKey key, ByteRange range);

    /**
     * Stores an object of which no checksum is known, as {@link #put(ObjectKey, Content, ContentType, Checksum)} does.
     *
     * @return the checksum of what was stored
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
     * Removes one object. When it returns, it is gone for every reader. Removing what does not exist is no error, so it can
     * be repeated after a failure.
     */
    void delete(ObjectKey key);

    /**
     * Removes every object under the prefix, and nothing else. When it returns, they are gone for every reader. Removing
     * what does not exist is no error, so it can be repeated after a failure.
     */
    void deleteAll(ObjectPrefix prefix);

    /**
     * Shows every object to the visitor, on the caller's thread, those of one image one after the other. An object that is
     * there all the time is shown once; one that is stored or removed meanwhile may be shown or not. What else the store
     * holds is left out. The memory this takes does not grow with the number of objects. What the visitor throws ends it.
     */
    void forEach(Consumer<StoredObject> visitor);

    /**
     * Returns when the store can be used.
     *
     * @throws StorageException.Unavailable with a message that names what is missing
     */
    void check();
}
