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

/** A connection on which a test sends arbitrary bytes. */
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

    /** A connection from another address of this machine. */
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

    /** Ends the output. */
    public RawExchange endOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the connection. */
    public void disconnect() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a byte whenever nothing is received for 100 ms, until the server closes. Returns the received text. */
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
            // A reset closes the connection too.
        }
        return received.toString();
    }

    /** Ignores a failure, because the response of a server that has reset the connection can still be read. */
    private void writeUnlessReset(int c) {
        try {
            socket.getOutputStream().write(c);
        } catch (IOException e) {
            // The next read returns the bytes before the reset, and then the end.
        }
    }

    /** Reads until the server closes or resets the connection. */
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

    /** Reads until the server closes the connection. */
    public String readAll() {
        try (socket; InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a response up to the end of its headers. */
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
