package dev.darkroom.adapter.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.eclipse.jetty.ee10.servlet.HttpOutput;

/**
 * Sends bodies of responses. The bytes of a file go through a buffer outside the heap, which saves two copies of each. The buffers are
 * bounded: if all are in use, a body is copied through the heap. Thread-safe.
 */
final class ResponseBody {
    private static final int BUFFER_BYTES = 128 * 1024;
    private static final int MAX_BUFFERS = 32;

    private final BlockingQueue<ByteBuffer> buffers = new ArrayBlockingQueue<>(MAX_BUFFERS);

    ResponseBody() {
        for (int i = 0; i < MAX_BUFFERS; i++) {
            buffers.add(ByteBuffer.allocate(0));
        }
    }

    /**
     * Sends all bytes of a stream.
     *
     * @throws IOException when the stream fails
     * @throws ClientGoneException when the client does
     */
    void send(HttpServletResponse response, InputStream body) throws IOException {
        ServletOutputStream out = response.getOutputStream();
        ByteBuffer buffer = body instanceof ReadableByteChannel && out instanceof HttpOutput ? buffers.poll() : null;
        if (buffer == null) {
            body.transferTo(toClient(out));
            return;
        }
        // Of a response that failed, the connection may still hold the buffer: it is not used again.
        ByteBuffer reusable = ByteBuffer.allocate(0);
        try {
            if (buffer.capacity() == 0) {
                buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            }
            copy((ReadableByteChannel) body, (HttpOutput) out, buffer);
            reusable = buffer;
        } finally {
            buffers.add(reusable);
        }
    }

    private static void copy(ReadableByteChannel in, HttpOutput out, ByteBuffer buffer) throws IOException {
        while (in.read(buffer.clear()) >= 0) {
            try {
                out.write(buffer.flip());
            } catch (IOException e) {
                throw new ClientGoneException(e);
            }
        }
    }

    private static OutputStream toClient(OutputStream out) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[]{(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    out.write(bytes, offset, length);
                } catch (IOException e) {
                    throw new ClientGoneException(e);
                }
            }
        };
    }
}
