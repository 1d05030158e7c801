package dev.darkroom.domain.service.content;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.model.object.TransferableStream;
import dev.darkroom.domain.port.out.blob.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Copies of objects in temporary files. */
public final class TemporaryCopy {
    private TemporaryCopy() {}

    /**
     * Copies an object into a new file, passes the copy to the function, and deletes the file.
     *
     * @param folder an existing folder
     * @return the result of the function; empty if the object does not exist any more
     * @throws StorageException.Unavailable when the object can't be read whole or the file can't be written
     */
    public static <T> Optional<T> use(BlobStore store, StoredObject object, Path folder,
            Function<Content, T> function) {
        return use(store, List.of(object), folder, function);
    }

    /** Copies objects into one file, in their order. The result is empty if one of them does not exist any more. */
    public static <T> Optional<T> use(BlobStore store, List<StoredObject> objects, Path folder,
            Function<Content, T> function) {
        Path file = newFile(folder);
        try {
            return copy(store, objects, file).map(function);
        } finally {
            delete(file);
        }
    }

    private static Path newFile(Path folder) {
        try {
            return Files.createTempFile(folder, "copy-", ".part");
        } catch (IOException e) {
            throw new StorageException.Unavailable("No file can be created in " + folder, e);
        }
    }

    private static Optional<Content> copy(BlobStore store, List<StoredObject> objects, Path file) {
        long copied = 0;
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (StoredObject object : objects) {
                Optional<InputStream> opened = store.open(object.key(), new ByteRange(0, object.sizeBytes()));
                if (opened.isEmpty()) {
                    return Optional.empty();
                }
                copy(opened.get(), object, out);
                copied += object.sizeBytes();
            }
            return Optional.of(Content.of(file, copied));
        } catch (IOException e) {
            throw new StorageException.Unavailable("A copy can't be written to " + file, e);
        }
    }

    private static void copy(InputStream opened, StoredObject object, FileChannel out) {
        try (opened) {
            if (transfer(opened, out) != object.sizeBytes()) {
                throw new StorageException.Unavailable("The object " + object.key() + " ended early", null);
            }
        } catch (IOException e) {
            throw new StorageException.Unavailable("The object " + object.key() + " can't be copied", e);
        }
    }

    private static long transfer(InputStream in, FileChannel out) throws IOException {
        if (!(in instanceof TransferableStream file)) {
            return in.transferTo(Channels.newOutputStream(out));
        }
        long copied = 0;
        for (long count = 0; count >= 0; count = file.transferTo(out, Long.MAX_VALUE)) {
            copied += count;
        }
        return copied;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The folder is emptied at the next start.
        }
    }
}
