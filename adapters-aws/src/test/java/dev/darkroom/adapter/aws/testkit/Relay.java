package dev.darkroom.adapter.aws.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One port of a {@link FaultyNetwork}. It reads complete requests, and forwards them or produces the planned fault. */
final class Relay {
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final Pattern SIGNED_AT = Pattern.compile("(?im)^x-amz-date: *(\\S+)");
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final FaultyNetwork network;
    private final URI target;
    private final Protocol protocol;
    private int port;
    private @Nullable ServerSocket server;

    Relay(FaultyNetwork network, URI target, Protocol protocol) {
        this.network = network;
        this.target = target;
        this.protocol = protocol;
    }

    synchronized URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Listens on any free port the first time, and later on the same one. */
    synchronized void listen() throws IOException {
        ServerSocket listening = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
        server = listening;
        port = listening.getLocalPort();
        Thread.ofVirtual().start(() -> accept(listening));
    }

    synchronized void close() {
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                // It does not listen any more.
            }
        }
    }

    private void accept(ServerSocket listening) {
        try {
            while (true) {
                Socket client = listening.accept();
                network.begin(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // close() was called.
        }
    }

    private void serve(Socket client) {
        try (client) {
            serve(client, network.next());
        } catch (IOException e) {
            // The client closed the connection, or the network was disconnected. Both are planned.
            FaultyNetwork.reset(client);
        } finally {
            network.end(client);
        }
    }

    private void serve(Socket client, Step step) throws IOException {
        Fault fault = step.fault();
        if (fault == Fault.NO_CONNECTION) {
            FaultyNetwork.reset(client);
            return;
        }
        String head = readHead(client);
        network.setHead(step, head);
        int size = contentLength(head);
        if (fault == Fault.CUT_REQUEST) {
            sendHalf(head, client.getInputStream().readNBytes(size / 2));
            FaultyNetwork.reset(client);
            return;
        }
        byte[] body = client.getInputStream().readNBytes(size);
        if (body.length < size) {
            throw new EOFException("The client hung up");
        }
        if (fault == Fault.DELAY) {
            delay(client, step.delay());
        }
        byte[] answer = isSkewed(head) ? protocol.skewed(head, network.time()) : answer(fault, client, head, body);
        if (answer == null) {
            FaultyNetwork.reset(client);
            return;
        }
        client.getOutputStream().write(answer);
        client.getOutputStream().flush();
        if (fault == Fault.CUT_ANSWER) {
            FaultyNetwork.reset(client);
        }
    }

    /** Waits, unless the client closes the connection before. It sends nothing more: a connection serves one request. */
    private static void delay(Socket client, Duration delay) throws IOException {
        if (delay.isZero()) {
            return;
        }
        client.setSoTimeout(Math.toIntExact(delay.toMillis()));
        try {
            if (client.getInputStream().read() < 0) {
                throw new EOFException("The client hung up");
            }
        } catch (SocketTimeoutException passed) {
            // The delay is over.
        }
        client.setSoTimeout(0);
    }

    /** The response to the client, or null to reset the connection. */
    private byte @Nullable [] answer(@Nullable Fault fault, Socket client, String head, byte[] body)
            throws IOException {
        return switch (fault) {
            case null -> forward(head, body);
            case DELAY -> forward(head, body);
            case ERROR -> protocol.error(head, network.time());
            case THROTTLED -> protocol.throttled(head, network.time());
            case THROTTLED_OTHERWISE -> protocol.throttledOtherwise(head, network.time());
            case NO_CONNECTION, CUT_REQUEST -> null;
            case CUT_ANSWER -> firstHalf(forward(head, body));
            case LOST_ANSWER -> {
                forward(head, body);
                yield null;
            }
            case SILENCE -> {
                forward(head, body);
                awaitHangUp(client);
                yield null;
            }
            case LATE_EFFECT -> {
                awaitHangUp(client);
                forward(head, body);
                yield null;
            }
        };
    }

    private boolean isSkewed(String head) {
        Matcher signedAt = SIGNED_AT.matcher(head);
        return signedAt.find() && network.isSkewed(Instant.from(AMZ_DATE.parse(signedAt.group(1))));
    }

    /** Reads the head of a request, and agrees to receive its body. */
    static String readHead(Socket client) throws IOException {
        String head = readHead(client.getInputStream());
        if (head.toLowerCase(Locale.ROOT).contains("\r\nexpect: 100-continue")) {
            client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return head;
    }

    static int contentLength(String head) {
        Matcher length = LENGTH.matcher(head);
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < END_OF_HEAD.length) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The client hung up");
            }
            head.write(next);
            matched = next == END_OF_HEAD[matched] ? matched + 1 : next == END_OF_HEAD[0] ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Returns the complete response of the service. Changes only headers that the signature does not cover. */
    private byte[] forward(String head, byte[] body) throws IOException {
        return forward(target, head, body);
    }

    /** As {@link #forward(String, byte[])}. */
    static byte[] forward(URI target, String head, byte[] body) throws IOException {
        try (Socket service = new Socket(target.getHost(), target.getPort())) {
            send(service, head, body);
            return service.getInputStream().readAllBytes();
        }
    }

    private void sendHalf(String head, byte[] half) throws IOException {
        Socket service = new Socket(target.getHost(), target.getPort());
        try {
            // Without a body, the head is cut.
            send(service, half.length > 0 ? head : head.substring(0, head.length() / 2), half);
        } finally {
            FaultyNetwork.reset(service);
        }
    }

    private static void send(Socket service, String head, byte[] body) throws IOException {
        String changed = head.replaceAll("(?im)^(connection|upgrade|http2-settings|expect): .*\r\n", "")
                .replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        service.getOutputStream().write(changed.getBytes(StandardCharsets.ISO_8859_1));
        service.getOutputStream().write(body);
        service.getOutputStream().flush();
    }

    /** Cuts the response in the middle of its body, or of its head if there is no body. */
    private static byte[] firstHalf(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int bodyAt = text.indexOf("\r\n\r\n") + 4;
        int cut = bodyAt < answer.length ? (bodyAt + answer.length) / 2 : answer.length / 2;
        return Arrays.copyOf(answer, cut);
    }

    private static void awaitHangUp(Socket client) throws IOException {
        try {
            int end = client.getInputStream().read();
            if (end >= 0) {
                throw new IOException("The client sent more bytes than declared");
            }
        } catch (SocketException reset) {
            // A reset closes the connection too.
        }
    }
}
