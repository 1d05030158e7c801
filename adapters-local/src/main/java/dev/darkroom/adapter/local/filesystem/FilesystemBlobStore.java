package dev.darkroom.adapter.local.filesystem;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.util.Objects.requireNonNull;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.ObjectShard;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.port.out.blob.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Stores each object in a file {@code root/{shard}/{image_id}/{name}}. An object is written to a temporary file, made durable (fsync) and
 * renamed into place (POSIX {@code rename}), so no reader sees a part of it. A file of the spool folder is linked (POSIX {@code link})
 * instead of copied. Files that are not objects are ignored, and symbolic links are never followed. The content type is not stored: the
 * signed URL contains it.
 *
 * <p>Only one process may write below the root; {@link dev.darkroom.adapter.local.DataFolder} ensures that.
 */
public final class FilesystemBlobStore implements BlobStore {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int LOCKS = 64;

    private final DurableFiles files;
    private final Path root;
    private final Path temporaryFolder;
    private final Path spoolFolder;
    private final NewFiles newFiles;
    private final RecentObjects recent = new RecentObjects();
    private final AtomicLong temporaryFiles = new AtomicLong();
    private final Set<Path> durableShards = ConcurrentHashMap.newKeySet();

    /** Prevent that a folder of an image is removed while an object is put into it. The lock is chosen by the hash of the image. */
    private final ReentrantLock[] folderLocks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    /**
     * @param root an existing folder
     * @param temporaryFolder an existing, empty folder on the file system of the root
     * @param spoolFolder a folder whose files do not change after they were used as content
     */
    public FilesystemBlobStore(DurableFiles files, Path root, Path temporaryFolder, Path spoolFolder) {
        this.files = files;
        this.root = root;
        this.temporaryFolder = temporaryFolder;
        this.spoolFolder = spoolFolder;
        this.newFiles = new NewFiles(files, temporaryFolder);
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
        Checksum known = content.sha256();
        MessageDigest digest = known == null ? Checksum.newDigest() : null;
        return store(key, file -> {
            write(key, content, digest, file);
            Checksum stored = digest == null ? requireNonNull(known) : Checksum.of(digest.digest());
            if (expected != null && !expected.equals(stored)) {
                throw new StorageException.Corrupted("The content for " + key + " does not match its checksum", null);
            }
            return stored;
        });
    }

    @Override
    public void putUnchecked(ObjectKey key, Content content, ContentType contentType) {
        boolean _ = store(key, file -> {
            write(key, content, null, file);
            return true;
        });
    }

    private interface Writing<T> {
        T writeTo(Path file) throws IOException;
    }

    private <T> T store(ObjectKey key, Writing<T> content) {
        Path temporary = newTemporaryFile();
        try {
            T written = content.writeTo(temporary);
            moveIntoPlace(temporary, key);
            return written;
        } catch (IOException e) {
            throw unavailable("The object " + key + " can't be stored", e);
        } finally {
            files.deleteQuietly(temporary);
        }
    }

    /** @param digest of the bytes, or null if nobody needs it */
    private void write(ObjectKey key, Content content, @Nullable MessageDigest digest, Path file) throws IOException {
        if (!link(content, file)) {
            try (NewFiles.NewFile out = newFiles.create(file, content.sizeBytes())) {
                copy(key, content, digest, out::write);
                out.sync();
            }
        } else if (digest == null && Files.size(file) == content.sizeBytes()) {
            files.sync(file);
        } else {
            syncAndRead(key, content, digest, file);
        }
    }

    /** Reads the content while the disk writes it. */
    private void syncAndRead(ObjectKey key, Content content, @Nullable MessageDigest digest, Path file)
            throws IOException {
        CompletableFuture<@Nullable IOException> failure =
                CompletableFuture.supplyAsync(() -> trySync(file), Thread::startVirtualThread);
        copy(key, content, digest, (_, _, _) -> {});
        IOException failed = failure.join();
        if (failed != null) {
            throw failed;
        }
    }

    /** Returns the failure, or null. */
    private @Nullable IOException trySync(Path file) {
        try {
            files.sync(file);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** Makes the file a link to the content, if the content is a file of the spool folder. Returns whether it did. */
    private boolean link(Content content, Path file) {
        if (!(content instanceof Content.FileContent(Path spooled, _, _)) || !spooled.startsWith(spoolFolder)) {
            return false;
        }
        try {
            files.link(file, spooled);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // The file system has no links, or the file is on another one. The caller copies, which reports any other problem of the file.
            return false;
        }
    }

    private interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    /** Copies the content and verifies its declared size. */
    private static void copy(ObjectKey key, Content content, @Nullable MessageDigest digest, Sink sink)
            throws IOException {
        long size = 0;
        try (InputStream in = content.open()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            // Stops at the first byte too many.
            for (int count = in.read(buffer); count >= 0 && size <= content.sizeBytes(); count = in.read(buffer)) {
                if (digest != null) {
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
    }

    private void moveIntoPlace(Path temporary, ObjectKey key) throws IOException {
        Path folder = folder(key.prefix());
        Path shard = shard(key.prefix());
        createShard(shard);
        ReentrantLock lock = lock(key.prefix());
        lock.lock();
        try {
            if (!DurableFiles.isFolder(folder)) {
                files.createFolder(folder);
                if (!DurableFiles.isFolder(folder)) {
                    throw new NotDirectoryException(folder.toString());
                }
            }
            files.move(temporary, folder.resolve(key.name()));
            files.sync(folder);
        } finally {
            recent.forget(key);
            lock.unlock();
        }
        // Also if the folder existed: another thread may have created it and not yet synced the shard.
        files.sync(shard);
    }

    private void createShard(Path shard) throws IOException {
        if (durableShards.contains(shard) && DurableFiles.isFolder(shard)) {
            return;
        }
        files.createFolder(shard);
        if (!DurableFiles.isFolder(shard)) {
            throw new NotDirectoryException(shard.toString());
        }
        files.sync(root);
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
        BasicFileAttributes found = DurableFiles.attributes(file(key));
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

    private FileRange open(Path file, ByteRange range) throws IOException {
        return new FileRange(files, files.open(file, READ, NOFOLLOW_LINKS), range.offset(), range.length());
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
            // An empty folder stays: deleteAll removes it.
            if (folderExists(key.prefix())) {
                if (isObject(key.prefix(), file(key))) {
                    files.delete(file(key));
                }
                files.sync(folder(key.prefix()));
            }
        } catch (IOException e) {
            throw unavailable("The object " + key + " can't be deleted", e);
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
            // Also if the folder is gone: an earlier attempt may have failed before this sync.
            if (DurableFiles.isFolder(shard(prefix))) {
                files.sync(shard(prefix));
            }
        } catch (IOException e) {
            throw unavailable("The objects under " + prefix + " can't be deleted", e);
        } finally {
            lock.unlock();
        }
    }

    private void removeObjects(ObjectPrefix prefix) throws IOException {
        Path folder = folder(prefix);
        for (Path entry : files.list(folder)) {
            if (isObject(prefix, entry)) {
                try {
                    files.delete(entry);
                } finally {
                    ObjectKey.parse(prefix.value() + entry.getFileName()).ifPresent(recent::forget);
                }
            }
        }
        try {
            files.delete(folder);
        } catch (DirectoryNotEmptyException hasOtherFiles) {
            files.sync(folder);
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
                showShard(shard, visitor);
            }
        } catch (IOException e) {
            throw unavailable("The objects in " + root + " can't be listed", e);
        }
    }

    @Override
    public void forEach(ObjectShard shard, Consumer<StoredObject> visitor) {
        try {
            requireRoot();
            showShard(root.resolve(shard.value()), visitor);
        } catch (IOException e) {
            throw unavailable("The objects in " + root + " can't be listed", e);
        }
    }

    private void showShard(Path shard, Consumer<StoredObject> visitor) throws IOException {
        for (Path folder : DurableFiles.isFolder(shard) ? entries(shard) : List.<Path>of()) {
            Optional<ObjectPrefix> prefix =
                    ImageId.parse(String.valueOf(folder.getFileName())).map(ObjectPrefix::new);
            if (prefix.isPresent() && folder.equals(folder(prefix.get())) && DurableFiles.isFolder(folder)) {
                show(prefix.get(), visitor);
            }
        }
    }

    @Override
    public List<StoredObject> list(ObjectPrefix prefix) {
        List<StoredObject> objects = new ArrayList<>();
        try {
            if (folderExists(prefix)) {
                show(prefix, objects::add);
            }
            return objects;
        } catch (IOException e) {
            throw unavailable("The objects under " + prefix + " can't be listed", e);
        }
    }

    private void show(ObjectPrefix prefix, Consumer<StoredObject> visitor) throws IOException {
        for (Path entry : entries(folder(prefix))) {
            ObjectKey.parse(prefix.value() + entry.getFileName()).flatMap(this::stat).ifPresent(visitor);
        }
    }

    /** The entries of a folder; none if it was removed meanwhile. With a million images, a shard has about four thousand. */
    private List<Path> entries(Path folder) throws IOException {
        try {
            return files.list(folder);
        } catch (NoSuchFileException removedMeanwhile) {
            return List.of();
        }
    }

    @Override
    public void check() {
        Path probe = newTemporaryFile();
        try {
            requireRoot();
            try (FileChannel out = files.create(probe)) {
                files.writeFully(out, ByteBuffer.allocate(1));
            }
        } catch (IOException e) {
            throw unavailable("The folder " + root + " can't be written to", e);
        } finally {
            files.deleteQuietly(probe);
        }
    }

    /** Whether the image has a folder and no part of its path below the root is a symbolic link. */
    private boolean folderExists(ObjectPrefix prefix) throws IOException {
        requireRoot();
        return DurableFiles.isFolder(shard(prefix)) && DurableFiles.isFolder(folder(prefix));
    }

    /** If the disk is not mounted, the store must not appear to be empty. */
    private void requireRoot() throws IOException {
        if (!DurableFiles.isFolder(root)) {
            throw new NotDirectoryException(root.toString());
        }
    }

    private Path newTemporaryFile() {
        return temporaryFolder.resolve(Long.toString(temporaryFiles.incrementAndGet()));
    }

    private Path shard(ObjectPrefix prefix) {
        // Like getParent, but never null.
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
