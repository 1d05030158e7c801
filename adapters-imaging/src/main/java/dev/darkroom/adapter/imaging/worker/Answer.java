package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.domain.model.object.Content;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The answer of a worker. On the wire it is one byte for the kind, then a length and the bytes, or a text. */
sealed interface Answer {
    /** The file of a rendition, or a placeholder as ASCII. */
    record Done(Content content) implements Answer {}

    /** The codec failed. */
    record Damaged(String reason) implements Answer {}

    /** Writes and flushes the answer. */
    default void write(DataOutputStream out) throws IOException {
        switch (this) {
            case Done(Content content) -> {
                out.writeByte(1);
                out.writeInt((int) content.sizeBytes());
                try (InputStream bytes = content.open()) {
                    bytes.transferTo(out);
                }
            }
            case Damaged(String reason) -> {
                out.writeByte(2);
                Hello.writeText(reason, out);
            }
        }
        out.flush();
    }

    /**
     * Reads an answer.
     *
     * @throws IOException if the bytes are not an answer, or it is longer than the limit
     */
    static Answer read(DataInputStream in, int maxBytes) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case 1 -> {
                int length = in.readInt();
                if (length < 0 || length > maxBytes) {
                    throw new IOException("an answer of " + length + " bytes");
                }
                byte[] bytes = new byte[length];
                in.readFully(bytes);
                yield new Done(Content.of(bytes));
            }
            case 2 -> new Damaged(in.readUTF());
            default -> throw new IOException("not an answer: " + kind);
        };
    }
}
