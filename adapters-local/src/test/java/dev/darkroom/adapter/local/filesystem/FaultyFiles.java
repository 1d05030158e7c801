package dev.darkroom.adapter.local.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Files on which one planned call fails. Calls to the operating system are counted from 0. Thread-safe. */
public final class FaultyFiles extends DurableFiles {
    /** How the planned call fails. */
    public enum Fault {
        /** The call has no effect and fails. */
        FAILS,
        /** The call takes effect and fails; a write writes half of its bytes. */
        FAILS_AFTERWARDS,
        /** A write writes half of its bytes and succeeds. Other calls do not fail. */
        WRITES_LESS,
        /** The process dies: the call has no effect, except that a write writes half of its bytes, and all later calls fail. */
        DIES
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private interface Action {
        void run() throws IOException;
    }

    /** Direct writes consist of whole blocks. */
    private static final int BLOCK_BYTES = 4096;

    private @Nullable Fault fault;
    private int faultyCall;
    private int calls;
    private final Set<Integer> writes = new HashSet<>();
    private final Map<FileChannel, Path> paths = new ConcurrentHashMap<>();
    private final List<Path> forced = Collections.synchronizedList(new ArrayList<>());

    /** Plans a fault for one call, counted from 0 again. */
    public synchronized void plan(Fault planned, int call) {
        fault = planned;
        faultyCall = call;
        calls = 0;
        writes.clear();
    }

    /** The number of calls since the last plan. */
    public synchronized int calls() {
        return calls;
    }

    /** Whether a call since the last plan was a write. */
    public synchronized boolean isWrite(int call) {
        return writes.contains(call);
    }

    /** Whether the process has died. */
    public synchronized boolean isDead() {
        return fault == Fault.DIES && calls > faultyCall;
    }

    /** The paths that were forced, in order, each as often as it was forced. */
    List<Path> forced() {
        return List.copyOf(forced);
    }

    /** Counts a call and returns how it fails, or null. */
    private synchronized @Nullable Fault count() {
        int call = calls++;
        return call == faultyCall || isDead() ? fault : null;
    }

    private <T> T call(Call<T> call) throws IOException {
        return switch (count()) {
            case FAILS, DIES -> throw new IOException("planned");
            case FAILS_AFTERWARDS -> {
                if (call.run() instanceof FileChannel opened) {
                    opened.close();
                }
                throw new IOException("planned, afterwards");
            }
            case WRITES_LESS -> call.run();
            case null -> call.run();
        };
    }

    private void act(Action action) throws IOException {
        call(() -> {
            action.run();
            return action;
        });
    }

    @Override
    FileChannel open(Path path, OpenOption... options) throws IOException {
        FileChannel channel = call(() -> super.open(path, options));
        paths.put(channel, path);
        return channel;
    }

    @Override
    int read(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        return call(() -> super.read(channel, bytes, position));
    }

    @Override
    void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        int call;
        Fault planned;
        synchronized (this) {
            call = calls;
            writes.add(call);
            planned = count();
        }
        switch (planned) {
            case FAILS -> throw new IOException("planned");
            case FAILS_AFTERWARDS -> {
                writeHalf(channel, bytes);
                throw new IOException("planned, half-way");
            }
            case WRITES_LESS -> writeHalf(channel, bytes);
            case DIES -> {
                if (call == faultyCall) {
                    writeHalf(channel, bytes);
                }
                throw new IOException("planned, dead");
            }
            case null -> super.write(channel, bytes);
        }
    }

    private void writeHalf(FileChannel channel, ByteBuffer bytes) throws IOException {
        int count = (bytes.remaining() + 1) / 2;
        ByteBuffer half = bytes.slice(bytes.position(), count < BLOCK_BYTES ? count : count - count % BLOCK_BYTES);
        super.write(channel, half);
        bytes.position(bytes.position() + half.position());
    }

    @Override
    void truncate(FileChannel channel, long sizeBytes) throws IOException {
        act(() -> super.truncate(channel, sizeBytes));
    }

    @Override
    void force(FileChannel channel) throws IOException {
        forced.add(paths.get(channel));
        act(() -> super.force(channel));
    }

    @Override
    void createDirectory(Path folder) throws IOException {
        act(() -> super.createDirectory(folder));
    }

    @Override
    void link(Path link, Path existing) throws IOException {
        act(() -> super.link(link, existing));
    }

    @Override
    void move(Path source, Path target) throws IOException {
        act(() -> super.move(source, target));
    }

    @Override
    void delete(Path path) throws IOException {
        act(() -> super.delete(path));
    }

    @Override
    List<Path> list(Path folder) throws IOException {
        return call(() -> super.list(folder));
    }
}
