package dev.darkroom.adapter.local.filesystem;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files and folders that nobody else on the machine can read, and whose names survive a loss of power. */
public final class DurableFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final FileAttribute<?>[] OWN_FOLDER = permissions("rwx------");
    private static final FileAttribute<?>[] OWN_FILE = permissions("rw-------");

    private DurableFiles() {}

    private static FileAttribute<?>[] permissions(String mode) {
        return POSIX
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    /** Opens a new file for writing; its bytes are durable after {@code force}, its name after {@link #sync}. */
    public static FileChannel create(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(CREATE_NEW);
        all.add(WRITE);
        return FileChannel.open(file, all, OWN_FILE);
    }

    /** Removes a file that is only rubbish: the next start empties its folder. */
    static void removeQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // What failed before says more.
        }
    }

    /** Opens a file for writing, a new one when it is missing. */
    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, Set.of(CREATE, WRITE), OWN_FILE);
    }

    /** Writes all bytes: a single write may take less than it is given, such as when the disk is nearly full. */
    static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Makes a folder, and those above it, where they are missing; they are durable when it returns. */
    public static void createFolders(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null || Files.isDirectory(folder)) {
            return;
        }
        createFolders(parent);
        createFolder(folder);
        sync(parent);
    }

    /** Makes a folder where it is missing, without making it durable. What is there already may be something else. */
    static void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, OWN_FOLDER);
        } catch (FileAlreadyExistsException alreadyThere) {
            // As wanted, or the next step fails and tells.
        }
    }

    /** Makes what was added to the folder, renamed in it or removed from it durable. */
    public static void sync(Path folder) throws IOException {
        // Windows can't open a folder, and writes names through its journal.
        if (POSIX) {
            try (FileChannel channel = FileChannel.open(folder, READ)) {
                channel.force(true);
            }
        }
    }

    /** What is at a path, without following a link there; null when there is nothing. */
    static @Nullable BasicFileAttributes look(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
        } catch (NoSuchFileException nothing) {
            return null;
        }
    }

    /** Whether there is a folder, not a link to one. */
    public static boolean isFolder(Path path) throws IOException {
        BasicFileAttributes found = look(path);
        return found != null && found.isDirectory();
    }

    /** Removes all that is in a folder, without following links. */
    public static void empty(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                if (!visited.equals(folder)) {
                    Files.delete(visited);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
