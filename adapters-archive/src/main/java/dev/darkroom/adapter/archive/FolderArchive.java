package dev.darkroom.adapter.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.archive.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder with {@code images.jsonl}, {@code SHA256SUMS} and the originals. The file {@code images.jsonl} exists only if the
 * archive is complete. An export keeps the originals that exist, so an interrupted export continues where it stopped.
 * Originals that no line names do not belong to the archive.
 */
public final class FolderArchive implements Archive {
    private final Path folder;
    private final long maxOriginalBytes;

    /**
     * @param folder created when it is written
     * @param maxOriginalBytes the largest original that is read
     */
    public FolderArchive(Path folder, long maxOriginalBytes) {
        this.folder = folder;
        this.maxOriginalBytes = maxOriginalBytes;
    }

    @Override
    public Writer write() {
        try {
            return FolderWriter.open(folder);
        } catch (IOException e) {
            throw unavailable(folder, e);
        }
    }

    @Override
    public Reader read() {
        try {
            if (Files.isRegularFile(folder.resolve(ArchiveNames.LINES), NOFOLLOW_LINKS)) {
                return new FolderReader(folder.toRealPath(), maxOriginalBytes);
            }
            throw new StorageException.Corrupted(
                    Files.exists(folder.resolve(FolderWriter.UNFINISHED_LINES))
                            ? "The export into " + folder + " is incomplete: run it again."
                            : "There is no archive in " + folder + ": it has no file " + ArchiveNames.LINES + ".",
                    null);
        } catch (IOException e) {
            throw unavailable(folder, e);
        }
    }

    static StorageException.Unavailable unavailable(Path archive, IOException e) {
        return new StorageException.Unavailable("The archive " + archive + " can't be used: " + e, e);
    }
}
