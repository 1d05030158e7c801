package dev.darkroom.adapter.postgres.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A port that passes connections on to a server, and can fail. Thread-safe. */
public final class FaultyWire implements AutoCloseable {
    private static final int BUFFER_BYTES = 8192;

    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile State state = State.CONNECTED;
    private final AtomicBoolean losesCommit = new AtomicBoolean();

    private enum State {
        CONNECTED,
        /** Each answer waits for five seconds. */
        SLOW,
        /** Accepts connections and bytes, and answers nothing. */
        SILENT,
        /** Resets connections. */
        DISCONNECTED
    }

    private FaultyWire(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    /** @param target a port of the loopback interface */
    public static FaultyWire to(int target) {
        try {
            FaultyWire wire = new FaultyWire(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().start(wire::accept);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Works from now on. Connections that were open while it was silent are reset. */
    public void connect() {
        closeAll();
        state = State.CONNECTED;
    }

    /** Resets all connections, also new ones. */
    public void disconnect() {
        state = State.DISCONNECTED;
        closeAll();
    }

    /** Open and new connections get no answer any more. */
    public void silence() {
        state = State.SILENT;
    }

    /** Resets all connections. Each answer in a new one takes five seconds. */
    public void slowDown() {
        state = State.SLOW;
        closeAll();
    }

    /** Resets all connections. New ones lead to another server. */
    public void redirect(int newTarget) {
        target = newTarget;
        closeAll();
    }

    /** Resets the connection of the next commit after the server has committed, instead of passing its answer on. */
    public void loseNextCommit() {
        losesCommit.set(true);
    }

    /** Whether the next commit has been lost. */
    public boolean hasLostCommit() {
        return !losesCommit.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // close() was called.
        }
    }

    private void serve(Socket client) {
        try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(client);
            open.add(server);
            if (state == State.DISCONNECTED) {
                return;
            }
            AtomicBoolean commits = new AtomicBoolean();
            Thread back = Thread.ofVirtual().start(() -> pass(server, client, true, commits));
            pass(client, server, false, commits);
            back.join();
        } catch (IOException e) {
            reset(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** @param commits whether the answer to a commit of this connection is to be lost */
    private void pass(Socket from, Socket to, boolean isAnswer, AtomicBoolean commits) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (isAnswer && state == State.SLOW) {
                    LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
                }
                if (!isAnswer && new String(buffer, 0, count, StandardCharsets.ISO_8859_1).contains("COMMIT")) {
                    commits.set(losesCommit.get());
                }
                if (isAnswer && commits.get() && losesCommit.compareAndSet(true, false)) {
                    reset(to);
                    return;
                }
                if (state != State.SILENT) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            reset(to);
        } finally {
            open.remove(from);
        }
    }

    private void closeAll() {
        open.forEach(FaultyWire::reset);
    }

    private static void reset(Socket socket) {
        try (socket) {
            // Closing sends a reset instead of an end.
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
    }

    @Override
    public void close() {
        try (listening) {
            state = State.DISCONNECTED;
            closeAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
