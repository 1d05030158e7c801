package dev.darkroom.adapter.http.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection on which a test says exactly what it wants. */
public final class RawExchange {
    private final Socket socket;

    private RawExchange(Socket socket) {
        this.socket = socket;
    }

    public static RawExchange on(TestServer server) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setSoTimeout(30_000);
            return new RawExchange(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From another address of this machine. */
    public static RawExchange from(InetAddress source, TestServer server) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(), source, 0);
            socket.setSoTimeout(30_000);
            return new RawExchange(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this machine has the address. */
    public static boolean canComeFrom(InetAddress source) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(source, 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public RawExchange write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawExchange write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads exactly this. */
    public RawExchange expect(String text) {
        try {
            byte[] bytes = socket.getInputStream().readNBytes(text.length());
            assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will come. */
    public RawExchange endOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes away without a word. */
    public void disconnect() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a byte whenever nothing has come back for a moment, until the server closes; gives what came back. */
    public String trickle() {
        StringBuilder received = new StringBuilder();
        int bytesLeft = 300;
        try (socket) {
            socket.setSoTimeout(100);
            boolean isOpen = true;
            while (isOpen) {
                try {
                    int c = socket.getInputStream().read();
                    isOpen = c >= 0;
                    if (isOpen) {
                        received.append((char) c);
                    }
                } catch (SocketTimeoutException e) {
                    assertThat(bytesLeft--).as("bytes until the server closes").isPositive();
                    writeUnlessReset('x');
                }
            }
        } catch (IOException e) {
            // Reset: it is closed too.
        }
        return received.toString();
    }

    /** The answer of a server that has reset the connection can still be read. */
    private void writeUnlessReset(int c) {
        try {
            socket.getOutputStream().write(c);
        } catch (IOException e) {
            // The next read gives what came before the reset, and then the end.
        }
    }

    /** Everything until the server closes, in whatever way. */
    public String readUntilClosed() {
        try {
            return readAll();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                throw e;
            }
            return "";
        }
    }

    /** Everything until the server closes. */
    public String readAll() {
        try (socket; InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer up to the end of its headers. */
    public String readHeaders() {
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
