package dev.darkroom.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection on which a test says exactly what it wants. */
final class RawExchange {
    private final Socket socket;

    private RawExchange(Socket socket) {
        this.socket = socket;
    }

    static RawExchange on(TestServer server) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setSoTimeout(30_000);
            return new RawExchange(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawExchange write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    RawExchange write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads exactly this. */
    RawExchange expect(String text) {
        try {
            byte[] bytes = socket.getInputStream().readNBytes(text.length());
            assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will come. */
    RawExchange endOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes away without a word. */
    void disconnect() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything until the server closes. */
    String readAll() {
        try (socket; InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer up to the end of its headers. */
    String readHeaders() {
        try {
            StringBuilder headers = new StringBuilder();
            while (headers.indexOf("\r\n\r\n") < 0) {
                int c = socket.getInputStream().read();
                if (c < 0) {
                    break;
                }
                headers.append((char) c);
            }
            return headers.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
