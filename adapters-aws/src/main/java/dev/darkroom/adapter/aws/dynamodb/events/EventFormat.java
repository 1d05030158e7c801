package dev.darkroom.adapter.aws.dynamodb.events;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.domain.model.event.ImageEvent;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Events as bytes: the kind, the time, and the attributes of the image with the names and values of its row. */
final class EventFormat {
    private EventFormat() {}

    /** The number of bytes of an event. */
    static int size(ImageEvent event) {
        try (var out = new DataOutputStream(OutputStream.nullOutputStream())) {
            write(out, event);
            return out.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(DataOutput out, ImageEvent event) throws IOException {
        out.writeByte(switch (event.kind()) {
            case PUBLISHED -> 'P';
            case UPDATED -> 'U';
            case TRASHED -> 'T';
            case RESTORED -> 'R';
            case DELETED -> 'D';
        });
        out.writeLong(event.at().toEpochMilli());
        Map<String, AttributeValue> attributes = new TreeMap<>();
        ImageItems.describe(attributes, event.image());
        out.writeByte(attributes.size());
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            out.writeUTF(attribute.getKey());
            write(out, attribute.getValue());
        }
    }

    private static void write(DataOutput out, AttributeValue value) throws IOException {
        switch (value.type()) {
            case S -> {
                out.writeByte('S');
                out.writeUTF(value.s());
            }
            case N -> {
                out.writeByte('N');
                out.writeUTF(value.n());
            }
            case B -> {
                out.writeByte('B');
                out.writeShort(value.b().asByteArray().length);
                out.write(value.b().asByteArray());
            }
            case L -> {
                out.writeByte('L');
                out.writeByte(value.l().size());
                for (AttributeValue element : value.l()) {
                    write(out, element);
                }
            }
            default -> throw new IllegalArgumentException("An image has no attribute of type " + value.type());
        }
    }

    /** @throws dev.darkroom.domain.model.StorageException.Corrupted if an attribute is missing or invalid */
    static ImageEvent read(DataInput in) throws IOException {
        int code = in.readByte();
        ImageEvent.Kind kind = switch (code) {
            case 'P' -> ImageEvent.Kind.PUBLISHED;
            case 'U' -> ImageEvent.Kind.UPDATED;
            case 'T' -> ImageEvent.Kind.TRASHED;
            case 'R' -> ImageEvent.Kind.RESTORED;
            case 'D' -> ImageEvent.Kind.DELETED;
            default -> throw new IllegalArgumentException("the kind of an event is " + code);
        };
        Instant at = Instant.ofEpochMilli(in.readLong());
        Map<String, AttributeValue> attributes = new HashMap<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            attributes.put(in.readUTF(), value(in));
        }
        return new ImageEvent(kind, at, ImageItemReader.image(attributes));
    }

    private static AttributeValue value(DataInput in) throws IOException {
        int type = in.readByte();
        return switch (type) {
            case 'S' -> AttributeValue.fromS(in.readUTF());
            case 'N' -> AttributeValue.fromN(in.readUTF());
            case 'B' -> {
                byte[] bytes = new byte[in.readUnsignedShort()];
                in.readFully(bytes);
                yield AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes));
            }
            case 'L' -> {
                List<AttributeValue> elements = new ArrayList<>();
                for (int left = in.readUnsignedByte(); left > 0; left--) {
                    elements.add(value(in));
                }
                yield AttributeValue.fromL(elements);
            }
            default -> throw new IllegalArgumentException("the type of an attribute is " + type);
        };
    }
}
