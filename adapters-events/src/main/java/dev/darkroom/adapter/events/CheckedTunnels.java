package dev.darkroom.adapter.events;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy of this process, on the loopback address, for {@code CONNECT} (RFC 9110, section 9.3.6). It connects only to the given
 * authorities, and only if all addresses of the name are allowed.
 *
 * <p>The JDK's HTTP client looks names up itself, and cannot be given an address for a name: a name that is checked before a request
 * could have another address at the connection (DNS rebinding). Through a tunnel, the name is looked up once, and the address that is
 * checked is the one that is connected to. TLS is between the client and the receiver, so the client still verifies the name, and
 * connections are kept as usual. A resolver for the whole JVM would be the alternative; it would also decide about the names of stores.
 * Thread-safe.
 */
final class CheckedTunnels implements AutoCloseable {
    /** A longer header is refused. */
    static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(5);
    /** Of the addresses of a name. */
    private static final int MAX_TRIED = 3;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Pattern REQUEST =
            Pattern.compile("CONNECT (([^ ]{1,255}):([0-9]{1,5})) HTTP/1\\.1\r\n(?:.*\r\n)?\r\n", Pattern.DOTALL);
    private static final String END_OF_HEADER = "\r\n\r\n";

    private final Set<String> authorities;
    private final Resolver resolver;
    private final Predicate<InetAddress> isAllowed;
    private final Duration connectTimeout;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<String, String> refusals = new ConcurrentHashMap<>();

    /** Looks names up. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    /**
     * Begins to listen.
     *
     * @param authorities as {@code host:port}, in lower case
     * @throws IOException if it can't
     */
    CheckedTunnels(
            Set<String> authorities, Resolver resolver, Predicate<InetAddress> isAllowed, Duration connectTimeout)
            throws IOException {
        this.authorities = Set.copyOf(authorities);
        this.resolver = resolver;
        this.isAllowed = isAllowed;
        this.connectTimeout = connectTimeout;
        this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("webhook-tunnels").start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Why the last connection to an authority failed; empty if it did not. */
    Optional<String> refusal(String authority) {
        return Optional.ofNullable(refusals.get(authority));
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().name("webhook-tunnel").start(() -> serve(client));
            } catch (IOException e) {
                // Closed; or out of file descriptors, which may be better at the next connection.
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout((int) HEADER_TIMEOUT.toMillis());
            Matcher request = REQUEST.matcher(header(client.getInputStream()));
            if (!request.matches() || !authorities.contains(request.group(1).toLowerCase(Locale.ROOT))) {
                respond(client, "403 Forbidden");
                return;
            }
            client.setSoTimeout(0);
            String authority = request.group(1).toLowerCase(Locale.ROOT);
            try (Socket receiver = connect(request.group(2), Integer.parseInt(request.group(3)))) {
                refusals.remove(authority);
                sockets.add(receiver);
                try {
                    respond(client, "200 OK");
                    relay(client, receiver);
                } finally {
                    sockets.remove(receiver);
                }
            } catch (RefusedException e) {
                refusals.put(authority, e.reason);
                respond(client, "502 Bad Gateway");
            }
        } catch (IOException e) {
            // The other side sees the end of the connection.
        } finally {
            sockets.remove(client);
        }
    }

    private static String header(InputStream in) throws IOException {
        StringBuilder header = new StringBuilder();
        while (header.length() < MAX_HEADER_BYTES && header.indexOf(END_OF_HEADER) < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            header.append((char) next);
        }
        return header.toString();
    }

    private static void respond(Socket client, String status) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** The sockets that are open. */
    int open() {
        return sockets.size();
    }

    /** Connects to the first address that accepts, of the first few. */
    private Socket connect(String host, int port) throws RefusedException {
        InetAddress[] addresses;
        try {
            addresses = resolver.addressesOf(host);
        } catch (UnknownHostException e) {
            throw new RefusedException("The name " + host + " has no address");
        }
        for (InetAddress address : addresses) {
            if (!isAllowed.test(address)) {
                throw new RefusedException("The address of " + host + " is not public");
            }
        }
        for (InetAddress address : Arrays.asList(addresses).subList(0, Math.min(MAX_TRIED, addresses.length))) {
            @SuppressWarnings("resource") // The caller closes it.
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, port), (int) connectTimeout.toMillis());
                return socket;
            } catch (IOException e) {
                close(socket);
            }
        }
        throw new RefusedException("No connection to " + host);
    }

    private static void relay(Socket client, Socket receiver) throws IOException {
        Thread back = Thread.ofVirtual().name("webhook-tunnel-back").start(() -> {
            try {
                copy(receiver, client);
            } catch (IOException e) {
                // Ends the other direction, too.
                close(client);
            }
        });
        try {
            copy(client, receiver);
        } finally {
            // The client ended. It does not wait for the rest of a response.
            close(receiver);
            join(back);
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        OutputStream out = to.getOutputStream();
        from.getInputStream().transferTo(out);
        to.shutdownOutput();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It can't be used any more.
        }
    }

    /** Ends all connections. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // It can't be used any more.
        }
        sockets.forEach(CheckedTunnels::close);
    }

    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        RefusedException(String reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
