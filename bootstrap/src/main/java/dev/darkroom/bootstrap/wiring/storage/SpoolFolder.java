package dev.darkroom.bootstrap.wiring.storage;

import dev.darkroom.adapter.local.DataFolder;
import dev.darkroom.bootstrap.configuration.BlobConfig;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.configuration.MachineMemory;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.service.upload.CompleteUploadService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The folder for uploads while they arrive. Only this process uses it. */
final class SpoolFolder implements AutoCloseable {
    private final Path path;
    private final @Nullable TemporaryFolder temporary;

    private SpoolFolder(Path path, @Nullable TemporaryFolder temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /**
     * Opens the configured folder. By default it is part of the data folder if blobs are files, because a blob can then be a link to an
     * upload. Otherwise it is in the temporary folder of the system.
     *
     * @throws StorageException.Unavailable if the folder can't be created or written
     */
    static SpoolFolder open(Configuration configuration, @Nullable DataFolder data) {
        Path parent = configuration.spool();
        if (parent != null) {
            return new SpoolFolder(TemporaryFolder.in(parent));
        }
        return switch (configuration.blobs()) {
            case BlobConfig.Filesystem _ -> new SpoolFolder(Objects.requireNonNull(data).spoolFolder(), null);
            case BlobConfig.S3 _ -> new SpoolFolder(TemporaryFolder.create());
        };
    }

    private SpoolFolder(TemporaryFolder temporary) {
        this(temporary.path(), temporary);
    }

    Path path() {
        return path;
    }

    /** The space for uploads. In a file system that is in memory, it is at most a quarter of the memory of this machine or container. */
    long freeBytes() {
        try {
            long free = Files.getFileStore(path).getUsableSpace();
            return isInMemory() ? Math.min(free, MachineMemory.read().spoolBytes()) : free;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The space for one direct upload while it is checked. On a disk, a full one is a failed check. */
    long freeBytesForADirectUpload() {
        return isInMemory() ? freeBytes() / CompleteUploadService.AT_ONCE : Long.MAX_VALUE;
    }

    private boolean isInMemory() {
        try {
            return Files.getFileStore(path).type().equals("tmpfs");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private StorageException.Unavailable unreadable(IOException e) {
        return new StorageException.Unavailable("The free space of " + path + " can't be read", e);
    }

    @Override
    public void close() {
        if (temporary != null) {
            temporary.close();
        }
    }
}
