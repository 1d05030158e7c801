package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Rendition;
import dev.darkroom.domain.model.object.RenditionName;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * What a server asks of a worker. On the wire the bytes of the file follow it.
 *
 * <p>A request is one byte for the kind; the type, the stored width and height, the orientation and the frame bytes of the
 * decoding; for a rendition its name and format; the length of the file.
 */
sealed interface Request {
    /** What is known of the file. */
    Decoding decoding();

    /** The length of the file. */
    long fileBytes();

    /** The largest answer that is accepted. */
    int maxAnswerBytes();

    /** For a rendition. */
    record Render(Decoding decoding, long fileBytes, Rendition rendition) implements Request {
        /** No encoder needs so many for a pixel. */
        private static final int BYTES_PER_PIXEL = 8;

        private static final int HEADER_BYTES = 64 * 1024;

        @Override
        public int maxAnswerBytes() {
            long pixels = rendition.name().of(decoding.displayed()).pixels();
            return (int) Math.min(Integer.MAX_VALUE - 8L, pixels * BYTES_PER_PIXEL + HEADER_BYTES);
        }
    }

    /** For a placeholder. */
    record Placeholder(Decoding decoding, long fileBytes) implements Request {
        @Override
        public int maxAnswerBytes() {
            return 64;
        }
    }

    /** Writes it without the file. */
    default void write(DataOutputStream out) throws IOException {
        switch (this) {
            case Render(_, _, Rendition rendition) -> {
                out.writeByte(1);
                write(decoding(), out);
                out.writeUTF(rendition.name().name());
                out.writeUTF(rendition.format().name());
            }
            case Placeholder _ -> {
                out.writeByte(2);
                write(decoding(), out);
            }
        }
        out.writeLong(fileBytes());
    }

    private static void write(Decoding decoding, DataOutputStream out) throws IOException {
        out.writeUTF(decoding.type().name());
        out.writeInt(decoding.stored().width());
        out.writeInt(decoding.stored().height());
        out.writeByte(decoding.orientation());
        out.writeLong(decoding.frameBytes());
    }

    /** Reads one without its file; empty at the end of the stream. */
    static Optional<Request> read(DataInputStream in) throws IOException {
        int kind = in.read();
        if (kind < 0) {
            return Optional.empty();
        }
        Decoding decoding = new Decoding(
                ContentType.valueOf(in.readUTF()), new Dimensions(in.readInt(), in.readInt()), in.readByte(),
                in.readLong());
        if (kind == 1) {
            Rendition rendition =
                    new Rendition(RenditionName.valueOf(in.readUTF()), ContentType.valueOf(in.readUTF()));
            return Optional.of(new Render(decoding, in.readLong(), rendition));
        }
        return Optional.of(new Placeholder(decoding, in.readLong()));
    }
}
