package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Fit;
import dev.darkroom.domain.model.rendition.Gravity;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * A request of the server to a worker. On the wire, the bytes of the file follow it.
 *
 * <p>It consists of one byte for the kind; type, stored width and height, orientation and frame bytes of the decoding;
 * definition and format of the rendition, if it is for one; and the length of the file.
 */
sealed interface Request {
    /** What the structure of the file says. */
    Decoding decoding();

    /** The length of the file in bytes. */
    long fileBytes();

    /** The maximum length of the answer in bytes. */
    int maxAnswerBytes();

    /** Asks for a rendition. */
    record Render(Decoding decoding, long fileBytes, Rendition rendition) implements Request {
        /** More than any encoder writes for a pixel. */
        private static final int BYTES_PER_PIXEL = 8;

        private static final int HEADER_BYTES = 64 * 1024;

        @Override
        public int maxAnswerBytes() {
            long pixels = rendition.definition().of(decoding.displayed()).pixels();
            return (int) Math.min(Integer.MAX_VALUE - 8L, pixels * BYTES_PER_PIXEL + HEADER_BYTES);
        }
    }

    /** Asks for a placeholder. */
    record Placeholder(Decoding decoding, long fileBytes) implements Request {
        @Override
        public int maxAnswerBytes() {
            return 64;
        }
    }

    /** Writes the request without the file. */
    default void write(DataOutputStream out) throws IOException {
        switch (this) {
            case Render(_, _, Rendition rendition) -> {
                out.writeByte(1);
                write(decoding(), out);
                write(rendition.definition(), out);
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

    private static void write(RenditionDefinition definition, DataOutputStream out) throws IOException {
        out.writeUTF(definition.name());
        out.writeInt(definition.width());
        out.writeInt(definition.height());
        out.writeUTF(definition.fit().name());
        out.writeUTF(definition.gravity().name());
        out.writeByte(definition.quality());
    }

    private static RenditionDefinition definition(DataInputStream in) throws IOException {
        return new RenditionDefinition(
                in.readUTF(), in.readInt(), in.readInt(), Fit.valueOf(in.readUTF()), Gravity.valueOf(in.readUTF()),
                in.readByte());
    }

    /** Reads a request without its file; empty at the end of the stream. */
    static Optional<Request> read(DataInputStream in) throws IOException {
        int kind = in.read();
        if (kind < 0) {
            return Optional.empty();
        }
        Decoding decoding = new Decoding(
                ContentType.valueOf(in.readUTF()), new Dimensions(in.readInt(), in.readInt()), in.readByte(),
                in.readLong());
        if (kind == 1) {
            Rendition rendition = new Rendition(definition(in), ContentType.valueOf(in.readUTF()));
            return Optional.of(new Render(decoding, in.readLong(), rendition));
        }
        return Optional.of(new Placeholder(decoding, in.readLong()));
    }
}
