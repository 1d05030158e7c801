package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.Renderers;
import dev.darkroom.adapter.imaging.render.Codec;
import dev.darkroom.adapter.imaging.render.CodecException;
import dev.darkroom.domain.model.object.Content;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The program of a worker process. It sets its own limits, opens a codec, describes it, and answers requests until its
 * input ends. It decodes one picture at a time, whose bytes are part of the request.
 */
public final class RenderWorker {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Memory for libraries, threads, their stacks and the tables of codecs, in addition to the memory of pictures. */
    static final long LIBRARY_BYTES = 160L * 1024 * 1024;

    private RenderWorker() {}

    /**
     * Runs until the input or the parent process ends.
     *
     * @param memoryBytes the memory for decoded pictures
     * @param libvips the library to use; null to try the usual names
     */
    public static void run(InputStream input, OutputStream output, long memoryBytes, @Nullable Path libvips)
            throws IOException {
        ProcessLimits.apply(memoryBytes + LIBRARY_BYTES);
        // While a library decodes, no thread reads the input and detects its end.
        ProcessHandle.current().parent().ifPresent(server -> {
            var _ = server.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
        });
        serve(input, output, libvips);
    }

    /** Answers requests until the input ends, without limits for this process. */
    public static void serve(InputStream input, OutputStream output, @Nullable Path libvips) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(output, BUFFER_BYTES));
        Codec codec;
        try {
            codec = Renderers.ofWorker(libvips);
        } catch (IllegalArgumentException e) {
            Hello.writeFailure(String.valueOf(e.getMessage()), out);
            return;
        }
        serve(input, out, codec);
    }

    static void serve(InputStream input, DataOutputStream out, Codec codec) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(input, BUFFER_BYTES));
        Hello.write(codec, out);
        Optional<Request> request = Request.read(in);
        while (request.isPresent()) {
            answer(codec, request.get(), in).write(out);
            request = Request.read(in);
        }
    }

    private static Answer answer(Codec codec, Request request, InputStream in) throws IOException {
        FileBytes file = new FileBytes(in, request.fileBytes());
        try {
            return new Answer.Done(switch (request) {
                case Request.Render render -> codec.render(file, render.decoding(), render.rendition());
                case Request.Placeholder placeholder -> Content.of(codec.placeholder(file, placeholder.decoding())
                        .getBytes(StandardCharsets.US_ASCII));
            });
        } catch (CodecException e) {
            return new Answer.Damaged(String.valueOf(e.getMessage()));
        } finally {
            file.skipRest();
        }
    }

    /** The file of one request, which can be read once. */
    private static final class FileBytes implements Content {
        private final long sizeBytes;
        private final Rest rest;

        FileBytes(InputStream in, long sizeBytes) {
            this.sizeBytes = sizeBytes;
            this.rest = new Rest(in, sizeBytes);
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public InputStream open() {
            return rest;
        }

        void skipRest() throws IOException {
            rest.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** A number of bytes of a stream. {@link #close} does not close the stream. */
    private static final class Rest extends FilterInputStream {
        private long bytes;

        Rest(InputStream in, long bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (bytes == 0) {
                return -1;
            }
            int count = super.read(buffer, offset, (int) Math.min(length, bytes));
            if (count < 0) {
                throw new EOFException("The input ends inside of a file");
            }
            bytes -= count;
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(Math.min(count, bytes));
            bytes -= skipped;
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() {
            // The next request follows.
        }
    }
}
