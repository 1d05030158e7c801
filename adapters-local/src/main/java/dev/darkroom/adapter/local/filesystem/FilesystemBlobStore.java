package dev.darkroom.adapter.local.filesystem;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.port.out.blob.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files under {@code root/{shard}/{image_id}/{name}}. An object is written to a temporary file, made durable
 * (fsync) and renamed into place, so its name never shows a part of it (POSIX {@code rename}). A whole file of the spool
 * folder, which nobody writes to any more, is linked (POSIX {@code link}) instead of written again. Files that are no
 * objects are left alone, and symbolic links are never followed. The content type is not kept: a signed address carries it.
 *
 * <p>Only one process may write below the root; {@link dev.darkroom.adapter.local.LocalStorage} sees to that.
 */
public final class FilesystemBlobStore implements BlobStore {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int LOCKS = 64;

    private final Path root;
    private final Path temporaryFolder;
    private final Path spoolFolder;
    private final NewFiles newFiles;
    private final RecentObjects recent = new RecentObjects();
    private final AtomicLong temporaryFiles = new AtomicLong();
    private final Set<Path> durableShards = ConcurrentHashMap.newKeySet();

    /** Putting an object into an image's folder and removing that folder exclude each other; an image hashes to a lock. */
    private final ReentrantLock[] folderLocks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    /**
     * @param root exists
     * @param temporaryFolder exists, empty, on the root's file system
     * @param spoolFolder whose files do not change once they are somebody's content
     */
    public FilesystemBlobStore(Path root, Path temporaryFolder, Path spoolFolder) {
        this.root = root;
        this.temporaryFolder = temporaryFolder;
        this.spoolFolder = spoolFolder;
        this.newFiles = new NewFiles(temporaryFolder);
    }

    @Override
    public void put(ObjectKey key, Content content, ContentType contentType, Checksum sha256) {
        Checksum _ = put(key, content, sha256);
    }

    @Override
    public Checksum put(ObjectKey key, Content content, ContentType contentType) {
        return put(key, content, (Checksum) null);
    }

    private Checksum put(ObjectKey key, Content content, @Nullable Checksum expected) {
        Path temporary = newTemporaryFile();
        try {
            Checksum stored = write(key, content, temporary);
            if (expected != null && !expected.equals(stored)) {
                throw new StorageException.Corrupted("The content for " + key + " has another checksum than told",
                        null);
            }
            moveIntoPlace(temporary, key);
            return stored;
        } catch (IOException e) {
            throw unavailable("The object " + key + " can't be stored", e);
        } finally {
            DurableFiles.removeQuietly(temporary);
        }
    }

    private Checksum write(ObjectKey key, Content content, Path file) throws IOException {
        if (link(content, file)) {
            Checksum known = content.sha256();
            Checksum written = known != null && Files.size(file) == content.sizeBytes()
                    ? known
                    : copy(key, content, (_, _, _) -> {});
            DurableFiles.sync(file);
            return written;
        }
        try (NewFiles.NewFile out = newFiles.create(file, content.sizeBytes())) {
            Checksum written = copy(key, content, out::write);
            out.sync();
            return written;
        }
    }

    /** Whether the content has become the file. */
    private boolean link(Content content, Path file) {
        if (!(content instanceof Content.FileContent(Path spooled, _, _)) || !spooled.startsWith(spoolFolder)) {
            return false;
        }
        try {
            Files.createLink(file, spooled);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without them, or another one: copied. What is wrong with the file itself is seen again then.
            return false;
        }
    }

    private interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    /** Reads all of it, holds its size against what was told of it, and gives its checksum. */
    private static Checksum copy(ObjectKey key, Content content, Sink sink) throws IOException {
        Checksum known = content.sha256();
        MessageDigest digest = Checksum.newDigest();
        long size = 0;
        try (InputStream in = content.open()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            // One byte too many is enough to know.
            for (int count = in.read(buffer); count >= 0 && size <= content.sizeBytes(); count = in.read(buffer)) {
                if (known == null) {
                    digest.update(buffer, 0, count);
                }
                sink.write(buffer, 0, count);
                size += count;
            }
        }
        if (size != content.sizeBytes()) {
            throw new StorageException.Corrupted(
                    "The content for " + key + " should have " + content.sizeBytes() + " bytes and has "
                            + (size < content.sizeBytes() ? size : "more"),
                    null);
        }
        return known == null ? Checksum.of(digest.digest()) : known;
    }

    private void moveIntoPlace(Path temporary, ObjectKey key) throws IOException {
        Path folder = folder(key.prefix());
        Path shard = shard(key.prefix());
        createShard(shard);
        ReentrantLock lock = lock(key.prefix());
        lock.lock();
        try {
            DurableFiles.createFolder(folder);
            if (!DurableFiles.isFolder(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
            Files.move(temporary, folder.resolve(key.name()), ATOMIC_MOVE);
            DurableFiles.sync(folder);
        } finally {
            recent.forget(key);
            lock.unlock();
        }
        // Also when the folder was there: whoever made it may not have come this far yet.
        DurableFiles.sync(shard);
    }

    private void createShard(Path shard) throws IOException {
        if (durableShards.contains(shard) && DurableFiles.isFolder(shard)) {
            return;
        }
        DurableFiles.createFolder(shard);
        if (!DurableFiles.isFolder(shard)) {
            throw new NotDirectoryException(shard.toString());
        }
        DurableFiles.sync(root);
        durableShards.add(shard);
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) {
        try {
            RecentObjects.Entry recent = recent(key);
            return recent == null ? look(key) : Optional.of(recent.object());
        } catch (IOException e) {
            throw unavailable("The object " + key + " can't be looked up", e);
        }
    }

    private RecentObjects.@Nullable Entry recent(ObjectKey key) throws IOException {
        requireRoot();
        return recent.find(key);
    }

    private Optional<StoredObject> look(ObjectKey key) throws IOException {
        if (!folderExists(key.prefix())) {
            return Optional.empty();
        }
        BasicFileAttributes found = DurableFiles.look(file(key));
        return found == null || !found.isRegularFile()
                ? Optional.empty()
                : Optional.of(new StoredObject(key, found.size(), found.lastModifiedTime().toInstant()));
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, ByteRange range) {
        try {
            RecentObjects.Entry known = recent(key);
            if (known != null) {
                return Optional.of(known.open(range));
            }
            Optional<StoredObject> found = look(key);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            if (found.get().sizeBytes() > RecentObjects.MAX_OBJECT_BYTES) {
                return Optional.of(open(file(key), range));
            }
            return Optional.ofNullable(recent.find(key, () -> read(key))).map(read -> read.open(range));
        } catch (NoSuchFileException deletedMeanwhile) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable("The object " + key + " can't be opened", e);
        }
    }

    private static FileRange open(Path file, ByteRange range) throws IOException {
        return new FileRange(FileChannel.open(file, Set.of(READ, NOFOLLOW_LINKS)), range.offset(), range.length());
    }

    private RecentObjects.@Nullable Entry read(ObjectKey key) throws IOException {
        StoredObject object = look(key).orElse(null);
        if (object == null) {
            return null;
        }
        try (InputStream in = open(file(key), new ByteRange(0, object.sizeBytes()))) {
            return new RecentObjects.Entry(object, in.readAllBytes());
        }
    }

    @Override
    public void delete(ObjectKey key) {
        ReentrantLock lock = lock(key.prefix());
        lock.lock();
        try {
            // The folder stays, also empty: whoever removes the image removes it.
            if (folderExists(key.prefix())) {
                if (isObject(key.prefix(), file(key))) {
                    Files.delete(file(key));
                }
                DurableFiles.sync(folder(key.prefix()));
            }
        } catch (IOException e) {
            throw unavailable("The object " + key + " can't be removed", e);
        } finally {
            recent.forget(key);
            lock.unlock();
        }
    }

    @Override
    public void deleteAll(ObjectPrefix prefix) {
        ReentrantLock lock = lock(prefix);
        lock.lock();
        try {
            if (folderExists(prefix)) {
                removeObjects(prefix);
            }
            // Also when the folder is gone: an earlier try may have failed just here.
            if (DurableFiles.isFolder(shard(prefix))) {
                DurableFiles.sync(shard(prefix));
            }
        } catch (IOException e) {
            throw unavailable("The objects under " + prefix + " can't be removed", e);
        } finally {
            lock.unlock();
        }
    }

    private void removeObjects(ObjectPrefix prefix) throws IOException {
        Path folder = folder(prefix);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, entry -> isObject(prefix, entry))) {
            for (Path object : entries) {
                try {
                    Files.delete(object);
                } finally {
                    ObjectKey.parse(prefix.value() + object.getFileName()).ifPresent(recent::forget);
                }
            }
        }
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException foreignFiles) {
            DurableFiles.sync(folder);
        }
    }

    private static boolean isObject(ObjectPrefix prefix, Path entry) {
        return Files.isRegularFile(entry, NOFOLLOW_LINKS)
                && ObjectKey.parse(prefix.value() + entry.getFileName()).isPresent();
    }

    @Override
    public void forEach(Consumer<StoredObject> visitor) {
        try {
            requireRoot();
            for (Path shard : entries(root)) {
                for (Path folder : DurableFiles.isFolder(shard) ? entries(shard) : List.<Path>of()) {
                    Optional<ObjectPrefix> prefix =
                            ImageId.parse(String.valueOf(folder.getFileName())).map(ObjectPrefix::new);
                    if (prefix.isPresent() && folder.equals(folder(prefix.get())) && DurableFiles.isFolder(folder)) {
                        show(prefix.get(), visitor);
                    }
                }
            }
        } catch (IOException e) {
            throw unavailable("The objects in " + root + " can't be listed", e);
        }
    }

    private void show(ObjectPrefix prefix, Consumer<StoredObject> visitor) throws IOException {
        for (Path entry : entries(folder(prefix))) {
            ObjectKey.parse(prefix.value() + entry.getFileName()).flatMap(this::stat).ifPresent(visitor);
        }
    }

    /** What is in a folder, which may be gone meanwhile; of a shard these are some thousand in a million images. */
    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (NoSuchFileException removedMeanwhile) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void check() {
        Path probe = newTemporaryFile();
        try {
            requireRoot();
            try (FileChannel out = DurableFiles.create(probe)) {
                DurableFiles.writeFully(out, ByteBuffer.allocate(1));
            }
        } catch (IOException e) {
            throw unavailable("The folder " + root + " can't be written", e);
        } finally {
            DurableFiles.removeQuietly(probe);
        }
    }

    /** Whether the image has a folder of its own, all the way down from the root without links. */
    private boolean folderExists(ObjectPrefix prefix) throws IOException {
        requireRoot();
        return DurableFiles.isFolder(shard(prefix)) && DurableFiles.isFolder(folder(prefix));
    }

    /** A disk that is not mounted must not look like a store without objects. */
    private void requireRoot() throws IOException {
        if (!DurableFiles.isFolder(root)) {
            throw new NotDirectoryException(root.toString());
        }
    }

    private Path newTemporaryFile() {
        return temporaryFolder.resolve(Long.toString(temporaryFiles.incrementAndGet()));
    }

    private Path shard(ObjectPrefix prefix) {
        // The parent, which for this path always exists.
        return folder(prefix).resolveSibling("");
    }

    private Path folder(ObjectPrefix prefix) {
        return root.resolve(prefix.value());
    }

    private Path file(ObjectKey key) {
        return root.resolve(key.value());
    }

    private ReentrantLock lock(ObjectPrefix prefix) {
        return folderLocks[Math.floorMod(prefix.hashCode(), LOCKS)];
    }

    private static StorageException.Unavailable unavailable(String what, IOException e) {
        return new StorageException.Unavailable(what + ": " + e.getMessage(), e);
    }
}
