package dev.darkroom.adapter.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.archive.Archive.Archived;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Writes a folder. An original gets its name when it is durable; the tables get theirs at the end. */
final class FolderWriter implements Archive.Writer {
    static final String UNFINISHED_LINES = ArchiveNames.LINES + ".part";
    private static final String UNFINISHED_CHECKSUMS = ArchiveNames.CHECKSUMS + ".part";
    private static final String UNFINISHED_ORIGINAL = "original.part";
    private static final Set<String> OURS = Set.of(
            ArchiveNames.LINES,
            ArchiveNames.CHECKSUMS,
            ArchiveNames.ORIGINALS,
            UNFINISHED_LINES,
            UNFINISHED_CHECKSUMS,
            UNFINISHED_ORIGINAL);

    private final Path folder;
    private final Tables tables;
    private final Set<Path> changedFolders = new HashSet<>();

    private FolderWriter(Path folder, Tables tables) {
        this.folder = folder;
        this.tables = tables;
    }

    /** @throws StorageException.Corrupted if the folder has other files */
    static FolderWriter open(Path folder) throws IOException {
        OwnFiles.createFolders(folder.toAbsolutePath());
        requireNoOtherFiles(folder);
        FolderWriter writer = new FolderWriter(
                folder, new Tables(folder.resolve(UNFINISHED_LINES), folder.resolve(UNFINISHED_CHECKSUMS)));
        OwnFiles.createFolder(folder.resolve(ArchiveNames.ORIGINALS));
        return writer;
    }

    private static void requireNoOtherFiles(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !OURS.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new StorageException.Corrupted(
                                "The folder " + folder + " has other files, such as " + Printable.of(name)
                                        + ": choose a new or an empty folder, or a .tar file.",
                                null);
                    });
        }
    }

    @Override
    public boolean holds(Image image) {
        Path file = file(image);
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
            return found.isRegularFile()
                    && found.size() == image.sizeBytes()
                    && checksum(file).equals(image.sha256());
        } catch (NoSuchFileException none) {
            return false;
        } catch (IOException e) {
            throw FolderArchive.unavailable(folder, e);
        }
    }

    private static Checksum checksum(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                var out = new DigestOutputStream(OutputStream.nullOutputStream(), Checksum.newDigest())) {
            in.transferTo(out);
            return Checksum.of(out.getMessageDigest().digest());
        }
    }

    @Override
    public void add(Archived archived, Content original) {
        Image image = archived.image();
        try {
            Path unfinished = folder.resolve(UNFINISHED_ORIGINAL);
            try (InputStream in = original.open();
                    FileChannel file = OwnFiles.replace(unfinished)) {
                in.transferTo(Channels.newOutputStream(file));
                file.force(true);
            }
            Path shard = folder.resolve(ArchiveNames.ORIGINALS).resolve(ArchiveNames.shard(image));
            OwnFiles.createFolder(shard);
            Files.move(unfinished, file(image), ATOMIC_MOVE);
            changedFolders.add(shard);
            tables.add(image, ImageLine.of(archived));
        } catch (IOException e) {
            throw FolderArchive.unavailable(folder, e);
        }
    }

    @Override
    public void addHeld(Archived archived) {
        try {
            tables.add(archived.image(), ImageLine.of(archived));
        } catch (IOException e) {
            throw FolderArchive.unavailable(folder, e);
        }
    }

    @Override
    public void finish() {
        try {
            for (Path changed : changedFolders) {
                OwnFiles.sync(changed);
            }
            OwnFiles.sync(folder.resolve(ArchiveNames.ORIGINALS));
            tables.finish();
            Files.move(
                    folder.resolve(UNFINISHED_CHECKSUMS), folder.resolve(ArchiveNames.CHECKSUMS), ATOMIC_MOVE);
            // This is the last step, because this file marks the archive as complete.
            Files.move(folder.resolve(UNFINISHED_LINES), folder.resolve(ArchiveNames.LINES), ATOMIC_MOVE);
            OwnFiles.sync(folder);
        } catch (IOException e) {
            throw FolderArchive.unavailable(folder, e);
        }
    }

    private Path file(Image image) {
        return folder.resolve(ArchiveNames.original(image));
    }

    @Override
    public void close() {
        try {
            tables.close();
        } catch (IOException e) {
            throw FolderArchive.unavailable(folder, e);
        }
    }
}
