package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.render.Codec;
import dev.darkroom.adapter.imaging.render.Footprint;
import dev.darkroom.domain.model.object.ContentType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * The first message of a worker, which describes its codec. On the wire it is a byte 1, the name, the footprint, and a
 * byte with two bits for each type; or a byte 2 and the reason why the worker has no codec.
 *
 * @param reads the types of originals that the codec decodes
 * @param writes the formats of renditions that it encodes
 */
record Hello(String name, Footprint footprint, Set<ContentType> reads, Set<ContentType> writes) {
    private static final int MAX_TEXT_CHARS = 500;

    private static final int READS = 1;
    private static final int WRITES = 2;

    static void write(Codec codec, DataOutputStream out) throws IOException {
        out.writeByte(1);
        writeText(codec.name(), out);
        out.writeUTF(codec.footprint().name());
        for (ContentType type : ContentType.values()) {
            out.writeByte((codec.reads(type) ? READS : 0) | (codec.writes(type) ? WRITES : 0));
        }
        out.flush();
    }

    static void writeFailure(String reason, DataOutputStream out) throws IOException {
        out.writeByte(2);
        writeText(reason, out);
        out.flush();
    }

    /**
     * Reads the message.
     *
     * @throws IllegalArgumentException if the worker has no codec; the message is the reason, a sentence for the
     *     operator
     * @throws IOException if the bytes are not this message
     */
    static Hello read(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case 1 -> {
                String name = in.readUTF();
                Footprint footprint = Footprint.valueOf(in.readUTF());
                Set<ContentType> reads = EnumSet.noneOf(ContentType.class);
                Set<ContentType> writes = EnumSet.noneOf(ContentType.class);
                for (ContentType type : ContentType.values()) {
                    byte bits = in.readByte();
                    if ((bits & READS) != 0) {
                        reads.add(type);
                    }
                    if ((bits & WRITES) != 0) {
                        writes.add(type);
                    }
                }
                yield new Hello(name, footprint, reads, writes);
            }
            case 2 -> throw new IllegalArgumentException(in.readUTF());
            default -> throw new IOException("not a worker: " + kind);
        };
    }

    /** Shortens the text, because messages of a library can be longer than {@link DataOutputStream#writeUTF} allows. */
    static void writeText(String text, DataOutputStream out) throws IOException {
        out.writeUTF(text.substring(0, Math.min(text.length(), MAX_TEXT_CHARS)));
    }
}
