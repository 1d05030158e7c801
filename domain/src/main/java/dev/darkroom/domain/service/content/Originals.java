package dev.darkroom.domain.service.content;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.Optional;

/** Reads originals and compares them with their rows. Thread-safe. */
public final class Originals {
    private final BlobStore store;
    private final ImageCatalog catalog;

    public Originals(BlobStore store, ImageCatalog catalog) {
        this.store = store;
        this.catalog = catalog;
    }

    /** The condition of an original. Each detail is a sentence for the operator. */
    public sealed interface Condition {}

    /** As it was stored, and copied completely. */
    public record Whole() implements Condition {}

    /** The object does not exist. */
    public record Missing() implements Condition {}

    /** It has other bytes than the ones that were stored. */
    public record Damaged(String detail) implements Condition {}

    /** It can't be read or copied, although the store can be used. */
    public record Unreadable(String detail) implements Condition {}

    /** The image was deleted meanwhile. */
    public record Gone() implements Condition {}

    /**
     * Copies the original of an image to the sink. If it is not whole, the sink may have received a part.
     *
     * @throws StorageException.Unavailable when the store or the catalog is unavailable
     */
    public Condition copy(Image image, OutputStream sink) {
        Condition condition = read(image, sink);
        return condition instanceof Whole || catalog.state(image.id()).flatMap(ImageState::stored).isPresent()
                ? condition
                : new Gone();
    }

    private Condition read(Image image, OutputStream sink) {
        try {
            Optional<StoredObject> found = store.stat(image.originalKey());
            if (found.isEmpty()) {
                return new Missing();
            }
            if (found.get().sizeBytes() != image.sizeBytes()) {
                return new Damaged("It has %d bytes and should have %d".formatted(
                        found.get().sizeBytes(), image.sizeBytes()));
            }
            return readBytes(image, sink);
        } catch (StorageException.Unavailable e) {
            // One unreadable object is a finding; an unavailable store ends the operation.
            store.check();
            return new Unreadable(String.valueOf(e.getMessage()));
        } catch (StorageException.Corrupted e) {
            return new Damaged(String.valueOf(e.getMessage()));
        }
    }

    private Condition readBytes(Image image, OutputStream sink) {
        Optional<InputStream> opened = store.open(image.originalKey(), new ByteRange(0, image.sizeBytes()));
        if (opened.isEmpty()) {
            return new Missing();
        }
        try (DigestInputStream in = new DigestInputStream(opened.get(), Checksum.newDigest())) {
            in.transferTo(sink);
            Checksum read = Checksum.of(in.getMessageDigest().digest());
            return read.equals(image.sha256())
                    ? new Whole()
                    : new Damaged("Its SHA-256 is %s and should be %s".formatted(read, image.sha256()));
        } catch (IOException e) {
            return new Unreadable("It can't be copied: " + e.getMessage());
        }
    }
}
