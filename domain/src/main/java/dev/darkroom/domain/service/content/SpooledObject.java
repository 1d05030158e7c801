package dev.darkroom.domain.service.content;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.port.out.blob.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A copy of an object in a temporary file, which is deleted on close. Not thread-safe. */
public final class SpooledObject implements AutoCloseable {
    private final Path folder;
    private @Nullable Path file;
    private @Nullable Content content;

    public SpooledObject(Path folder) {
        this.folder = folder;
    }

    /**
     * Copies the object, once.
     *
     * @return false if the object does not exist
     * @throws StorageException.Unavailable when it can't be read whole or the file can't be written
     */
    public boolean read(BlobStore store, StoredObject object) {
        Optional<InputStream> opened = store.open(object.key(), new ByteRange(0, object.sizeBytes()));
        if (opened.isEmpty()) {
            return false;
        }
        try (DigestInputStream in = new DigestInputStream(opened.get(), Checksum.newDigest())) {
            file = Files.createTempFile(folder, "copy-", ".part");
            long copied;
            try (OutputStream out = Files.newOutputStream(file)) {
                copied = in.transferTo(out);
            }
            if (copied != object.sizeBytes()) {
                throw new StorageException.Unavailable("The object " + object.key() + " ended early", null);
            }
            content = Content.of(file, copied, Checksum.of(in.getMessageDigest().digest()));
            return true;
        } catch (IOException e) {
            throw new StorageException.Unavailable("The object " + object.key() + " can't be copied", e);
        }
    }

    public Content content() {
        if (content == null) {
            throw new IllegalStateException("Nothing was read");
        }
        return content;
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // The folder is emptied at the next start.
            }
        }
    }
}
