package dev.darkroom.bootstrap.crash;

import dev.darkroom.domain.testkit.fixture.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Forwards connections to a PostgreSQL server. Now and then, it resets a connection instead of forwarding the response to a change that the
 * server has committed. So the client does not know whether the change took effect. It loses no response to a change that is repeated: a client
 * whose connection is lost again may report a failure. Thread-safe.
 */
final class LossyRelay implements AutoCloseable {
    /** Every so many changes, one loses its response. A pool on a slow machine needs time to replace the lost connections. */
    private static final int INTERVAL = Integer.getInteger("crash.postgres.interval", 24);

    private static final Pattern CHANGE = Pattern.compile("\\b(COMMIT|INSERT INTO|UPDATE|DELETE FROM)\\b");

    /** ReadyForQuery, not in a transaction (PostgreSQL's documentation, "Message Formats"). */
    private static final byte[] READY = {'Z', 0, 0, 0, 5, 'I'};

    private static final byte BIND = 'B';

    private static final int HEADER_BYTES = 1 + Integer.BYTES;

    private final int target;
    private final ServerSocket server;
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    /** The parameters of the first requests of the changes that lost a response. A repeated change begins with the same ones. */
    private final Set<String> losers = ConcurrentHashMap.newKeySet();

    /** @param target the port of the server on the loopback interface */
    LossyRelay(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(Ports.free(), 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The number of committed changes whose response was not forwarded. */
    int lost() {
        return lost.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException closed) {
            // close() was called.
        }
    }

    private void connect(Socket client) {
        try {
            new Connection(client, new Socket(InetAddress.getLoopbackAddress(), target)).start();
        } catch (IOException down) {
            reset(client);
        }
    }

    /** Resets a connection, so that its peer gets an error instead of an end of stream. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // The connection is closed already.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** The parameters in requests, which are the same in a session that has prepared the statement and in one that has not. */
    private static String parameters(String requests) {
        ByteBuffer bytes = ByteBuffer.wrap(requests.getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder parameters = new StringBuilder();
        while (bytes.remaining() > HEADER_BYTES) {
            byte type = bytes.get();
            int length = bytes.getInt() - Integer.BYTES;
            ByteBuffer message = bytes.slice(bytes.position(), length);
            bytes.position(bytes.position() + length);
            if (type == BIND) {
                skipText(message);
                skipText(message);
                int formats = message.getShort();
                message.position(message.position() + Short.BYTES * formats);
                for (int count = message.getShort(); count > 0; count--) {
                    byte[] value = new byte[Math.max(0, message.getInt())];
                    message.get(value);
                    parameters.append(new String(value, StandardCharsets.ISO_8859_1)).append('\n');
                }
            }
        }
        return parameters.toString();
    }

    private static void skipText(ByteBuffer message) {
        while (message.get() != 0) {
            // Reads on to the end of the text.
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket service;
        /** The requests of this transaction until the first response. */
        private String first = "";
        private boolean hasResponse;
        private boolean isChange;

        Connection(Socket client, Socket service) {
            this.client = client;
            this.service = service;
        }

        void start() {
            Thread.ofVirtual().start(() -> forward(client, service, this::requested));
            Thread.ofVirtual().start(() -> forward(service, client, this::mayForward));
        }

        /** @param isForwarded receives bytes and returns whether to forward them */
        private void forward(Socket from, Socket to, Predicate<byte[]> isForwarded) {
            byte[] buffer = new byte[65_536];
            try {
                InputStream in = from.getInputStream();
                int count = in.read(buffer);
                while (count >= 0 && isForwarded.test(Arrays.copyOf(buffer, count))) {
                    to.getOutputStream().write(buffer, 0, count);
                    count = in.read(buffer);
                }
            } catch (IOException e) {
                // One side closed the connection.
            } finally {
                reset(client);
                reset(service);
            }
        }

        private synchronized boolean requested(byte[] bytes) {
            String request = new String(bytes, StandardCharsets.ISO_8859_1);
            first = hasResponse ? first : first + request;
            isChange |= CHANGE.matcher(request).find();
            return true;
        }

        private synchronized boolean mayForward(byte[] bytes) {
            hasResponse = true;
            int tail = bytes.length - READY.length;
            if (tail < 0 || !Arrays.equals(bytes, tail, bytes.length, READY, 0, READY.length)) {
                return true;
            }
            boolean isLost = isChange && changes.incrementAndGet() % INTERVAL == 0 && losers.add(parameters(first));
            lost.addAndGet(isLost ? 1 : 0);
            first = "";
            hasResponse = false;
            isChange = false;
            return !isLost;
        }
    }
}
