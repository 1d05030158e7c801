package dev.darkroom.adapter.local.filesystem;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders that only their owner can access and whose changes can be made durable: they survive a power failure. Thread-safe.
 *
 * <p>This module changes its files, except those of SQLite, only through this class. Tests override the methods from {@link #open} to
 * {@link #list} to make them fail; each of them does one operation of the file system.
 */
public class DurableFiles {
    /** The default file system. */
    public static final DurableFiles DEFAULT = new DurableFiles();

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final FileAttribute<?>[] OWNER_ONLY_FOLDER = permissions("rwx------");
    private static final FileAttribute<?>[] OWNER_ONLY_FILE = permissions("rw-------");

    DurableFiles() {}

    private static FileAttribute<?>[] permissions(String mode) {
        return POSIX
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    /** Opens a file, or a folder for reading. If the options create the file, only its owner can access it. */
    FileChannel open(Path path, OpenOption... options) throws IOException {
        return FileChannel.open(path, Set.of(options), OWNER_ONLY_FILE);
    }

    /** Reads at a position, like {@link FileChannel#read(ByteBuffer, long)}. */
    int read(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        return channel.read(bytes, position);
    }

    /** Writes some of the bytes, like {@link FileChannel#write(ByteBuffer)}. */
    void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        channel.write(bytes);
    }

    void truncate(FileChannel channel, long sizeBytes) throws IOException {
        channel.truncate(sizeBytes);
    }

    /** Makes the content and the attributes of an open file or folder durable. */
    void force(FileChannel channel) throws IOException {
        channel.force(true);
    }

    void createDirectory(Path folder) throws IOException {
        Files.createDirectory(folder, OWNER_ONLY_FOLDER);
    }

    /** @throws UnsupportedOperationException if the file system has no hard links */
    void link(Path link, Path existing) throws IOException {
        Files.createLink(link, existing);
    }

    /** Renames a file atomically; an existing target is replaced. */
    void move(Path source, Path target) throws IOException {
        Files.move(source, target, ATOMIC_MOVE);
    }

    /** Deletes a file or an empty folder. */
    void delete(Path path) throws IOException {
        Files.delete(path);
    }

    /** Lists the entries of a folder, in no particular order. */
    List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Creates a file and opens it for writing. Its content is durable after {@link #force}, its name after {@link #sync} of the folder. */
    FileChannel create(Path file) throws IOException {
        return open(file, CREATE_NEW, WRITE);
    }

    /** Creates an empty file. Its name is durable on return. */
    public void createEmpty(Path file) throws IOException {
        create(file).close();
        sync(file.resolveSibling(""));
    }

    /** Writes all bytes; a single write may write fewer, for example when the disk is nearly full. */
    void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            write(channel, bytes);
        }
    }

    /** Creates a folder and its missing parents. They are durable on return. */
    public void createFolders(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null || Files.isDirectory(folder)) {
            return;
        }
        createFolders(parent);
        createFolder(folder);
        sync(parent);
    }

    /** Creates a folder, not durably. Does nothing if the name exists, even if it is not a folder. */
    void createFolder(Path folder) throws IOException {
        try {
            createDirectory(folder);
        } catch (FileAlreadyExistsException exists) {
            // If it is not a folder, the caller's next step fails and reports it.
        }
    }

    /** Makes all entries that were added to a folder, renamed in it or removed from it durable; or the content of a file. */
    public void sync(Path path) throws IOException {
        // Windows can't open a folder, and makes names durable through its journal.
        if (POSIX) {
            try (FileChannel channel = open(path, READ)) {
                force(channel);
            }
        }
    }

    void deleteIfExists(Path path) throws IOException {
        try {
            delete(path);
        } catch (NoSuchFileException missing) {
            // As wanted.
        }
    }

    /** Deletes a temporary file, if it exists. Ignores failures: the next start empties the folder. */
    void deleteQuietly(Path temporary) {
        try {
            deleteIfExists(temporary);
        } catch (IOException e) {
            // The caller reports its own failure, which says more.
        }
    }

    /** Deletes everything in a folder, without following symbolic links. */
    public void empty(Path folder) throws IOException {
        for (Path entry : list(folder)) {
            if (isFolder(entry)) {
                empty(entry);
            }
            delete(entry);
        }
    }

    /** The attributes of what is at a path, without following a symbolic link; null if nothing is there. */
    static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
        } catch (NoSuchFileException missing) {
            return null;
        }
    }

    /** Whether the path is a folder. A symbolic link to a folder is not. */
    public static boolean isFolder(Path path) throws IOException {
        BasicFileAttributes found = attributes(path);
        return found != null && found.isDirectory();
    }
}
