package dev.darkroom.adapter.local.filesystem;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The default file system, on which things go wrong as planned. It counts, from 0, every call that opens a file or a folder,
 * writes, forces, moves, links, makes or deletes. Paths are made by {@link #path}; those of another kind are not taken.
 */
public final class FaultyFileSystem extends FileSystem {
    /** What goes wrong at one call. */
    public enum Fault {
        /** It fails, and nothing is done. */
        FAILS,
        /** It fails after it was done; of a write, half. */
        FAILS_AFTERWARDS,
        /** A write takes half of what it is given, and says so; another call does not go wrong. */
        WRITES_LESS,
        /** The process dies at it, a write half done: it fails, and so does everything later. */
        DIES
    }

    /** A call that can go wrong. */
    private interface Step<T> {
        T run() throws IOException;
    }

    private static final int BLOCK_BYTES = 4096;

    private final FileSystem real = FileSystems.getDefault();
    private final Provider provider = new Provider();
    private @Nullable Fault fault;
    private int at;
    private int calls;
    private final Set<Integer> writes = new HashSet<>();
    private final List<Path> forced = Collections.synchronizedList(new ArrayList<>());

    /** A path of the default file system, in this one. */
    public Path path(Path realPath) {
        return new FaultyPath(realPath);
    }

    /** Counts from 0 again, and plans a fault for one call. */
    public synchronized void plan(Fault planned, int call) {
        fault = planned;
        at = call;
        calls = 0;
        writes.clear();
    }

    /** What was forced to the disk, in this order, each as often as it was. */
    List<Path> forced() {
        return List.copyOf(forced);
    }

    /** How many calls there were. */
    public synchronized int calls() {
        return calls;
    }

    /** Whether a call, of those since the last plan, was one that writes. */
    public synchronized boolean isWrite(int call) {
        return writes.contains(call);
    }

    private synchronized void noteWrite() {
        writes.add(calls);
    }

    /** Whether the call for which the fault was planned has come. */
    private synchronized boolean hasFailed() {
        return calls > at;
    }

    /** Whether the process is dead. */
    public synchronized boolean isDead() {
        return fault == Fault.DIES && hasFailed();
    }

    /** What shall go wrong with the next call; null for nothing. */
    private synchronized @Nullable Fault next() {
        int call = calls++;
        return fault == Fault.DIES && call > at ? Fault.DIES : call == at ? fault : null;
    }

    private <T> T step(Step<T> step) throws IOException {
        return switch (next()) {
            case FAILS, DIES -> throw new IOException("planned");
            case FAILS_AFTERWARDS -> {
                if (step.run() instanceof AutoCloseable opened) {
                    close(opened);
                }
                throw new IOException("planned, afterwards");
            }
            case WRITES_LESS -> step.run();
            case null -> step.run();
        };
    }

    /** A step that gives nothing. */
    private interface Act {
        void run() throws IOException;
    }

    private void act(Act act) throws IOException {
        step(() -> {
            act.run();
            return act;
        });
    }

    private static void close(AutoCloseable opened) throws IOException {
        try {
            opened.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static Path real(Path path) {
        if (path instanceof FaultyPath faulty) {
            return faulty.path;
        }
        throw new ProviderMismatchException();
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return real.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return path(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }

    private final class Provider extends FileSystemProvider {
        private final FileSystemProvider provider = real.provider();

        @Override
        public String getScheme() {
            return "faulty";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            return new Channel(real(path), step(() -> provider.newFileChannel(real(path), options, attributes)));
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return newFileChannel(path, options, attributes);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            DirectoryStream<Path> entries = step(() -> provider.newDirectoryStream(
                    real(folder), entry -> filter.accept(path(entry))));
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    Iterator<Path> each = entries.iterator();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return each.hasNext();
                        }

                        @Override
                        public Path next() {
                            return path(each.next());
                        }
                    };
                }

                @Override
                public void close() throws IOException {
                    entries.close();
                }
            };
        }

        @Override
        public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
            act(() -> provider.createDirectory(real(folder), attributes));
        }

        @Override
        public void delete(Path path) throws IOException {
            act(() -> provider.delete(real(path)));
        }

        @Override
        public void createLink(Path link, Path existing) throws IOException {
            act(() -> provider.createLink(real(link), real(existing)));
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            act(() -> provider.move(real(source), real(target), options));
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return provider.isSameFile(real(one), real(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return provider.isHidden(real(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return provider.getFileStore(real(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            provider.checkAccess(real(path), modes);
        }

        @Override
        public <V extends FileAttributeView> @Nullable V getFileAttributeView(
                Path path, Class<V> type, LinkOption... options) {
            return provider.getFileAttributeView(real(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return provider.readAttributes(real(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return provider.readAttributes(real(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, @Nullable Object value, LinkOption... options)
                throws IOException {
            provider.setAttribute(real(path), attribute, value, options);
        }
    }

    private final class Channel extends FileChannel {
        private final Path path;
        private final FileChannel channel;

        Channel(Path path, FileChannel channel) {
            this.path = path;
            this.channel = channel;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            noteWrite();
            return switch (next()) {
                case FAILS -> throw new IOException("planned");
                case FAILS_AFTERWARDS -> {
                    writeHalf(bytes);
                    throw new IOException("planned, half-way");
                }
                case WRITES_LESS -> writeHalf(bytes);
                case DIES -> {
                    if (calls == at + 1) {
                        writeHalf(bytes);
                    }
                    throw new IOException("planned, for good");
                }
                case null -> channel.write(bytes);
            };
        }

        private int writeHalf(ByteBuffer bytes) throws IOException {
            int count = (bytes.remaining() + 1) / 2;
            // Direct I/O takes whole blocks.
            ByteBuffer half = bytes.slice(bytes.position(), count < BLOCK_BYTES ? count : count - count % BLOCK_BYTES);
            int written = channel.write(half);
            bytes.position(bytes.position() + written);
            return written;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            forced.add(path);
            act(() -> channel.force(metadata));
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return channel.read(bytes);
        }

        @Override
        public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
            return channel.read(bytes, offset, length);
        }

        @Override
        public long write(ByteBuffer[] bytes, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            act(() -> channel.truncate(size));
            return this;
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return channel.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return channel.read(bytes, position);
        }

        @Override
        public int write(ByteBuffer bytes, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return channel.lock(position, size, shared);
        }

        @Override
        public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
        }
    }

    private final class FaultyPath implements Path {
        private final Path path;

        FaultyPath(Path path) {
            this.path = path;
        }

        private @Nullable Path wrapped(@Nullable Path other) {
            return other == null ? null : path(other);
        }

        @Override
        public FileSystem getFileSystem() {
            return FaultyFileSystem.this;
        }

        @Override
        public boolean isAbsolute() {
            return path.isAbsolute();
        }

        @Override
        public @Nullable Path getRoot() {
            return wrapped(path.getRoot());
        }

        @Override
        public @Nullable Path getFileName() {
            return wrapped(path.getFileName());
        }

        @Override
        public @Nullable Path getParent() {
            return wrapped(path.getParent());
        }

        @Override
        public int getNameCount() {
            return path.getNameCount();
        }

        @Override
        public Path getName(int index) {
            return path(path.getName(index));
        }

        @Override
        public Path subpath(int from, int to) {
            return path(path.subpath(from, to));
        }

        @Override
        public boolean startsWith(Path other) {
            return other instanceof FaultyPath && path.startsWith(real(other));
        }

        @Override
        public boolean endsWith(Path other) {
            return other instanceof FaultyPath && path.endsWith(real(other));
        }

        @Override
        public Path normalize() {
            return path(path.normalize());
        }

        @Override
        public Path resolve(Path other) {
            return path(path.resolve(real(other)));
        }

        @Override
        public Path relativize(Path other) {
            return path(path.relativize(real(other)));
        }

        @Override
        public URI toUri() {
            // Whatever goes by it, such as SQLite, works on the default file system.
            return path.toUri();
        }

        @Override
        public Path toAbsolutePath() {
            return path(path.toAbsolutePath());
        }

        @Override
        public Path toRealPath(LinkOption... options) throws IOException {
            return path(path.toRealPath(options));
        }

        @Override
        public WatchKey register(
                WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Path other) {
            return path.compareTo(real(other));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof FaultyPath that && path.equals(that.path);
        }

        @Override
        public int hashCode() {
            return path.hashCode();
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }
}
