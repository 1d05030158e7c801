package dev.darkroom.adapter.aws.dynamodb.events;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.attribute;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CONTENT;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.EVENTS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.EXPIRES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.batchSortKey;

import dev.darkroom.adapter.aws.dynamodb.schema.Attributes;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.port.out.events.EventLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item of the log: events in their order, and the checkpoints after them. It never changes.
 *
 * @param number one higher than that of the batch before
 * @param at when it was appended, in whole milliseconds
 * @param events may be empty
 */
record Batch(long number, Instant at, Checkpoints checkpoints, List<ImageEvent> events) {
    private static final int FORMAT = 1;
    private static final Duration KEPT = Duration.ofDays(EventLog.KEPT_DAYS);

    Batch {
        events = List.copyOf(events);
    }

    /** The position of the last event, or a position before the next batch. */
    EventPosition end() {
        return new EventPosition(number, events.size());
    }

    /** The events after a position. The first event of a batch has the minor number 1. */
    List<EventPage.Entry> after(EventPosition position) {
        List<EventPage.Entry> entries = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            EventPosition each = new EventPosition(number, i + 1L);
            if (each.compareTo(position) > 0) {
                entries.add(new EventPage.Entry(each, events.get(i)));
            }
        }
        return entries;
    }

    Map<String, AttributeValue> item() {
        return Map.of(
                PK, text(EVENTS),
                SK, text(batchSortKey(number)),
                EXPIRES, Attributes.number(at.plus(KEPT).getEpochSecond()),
                CONTENT, Deflated.attribute(content()));
    }

    private byte[] content() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeLong(at.toEpochMilli());
            out.writeUTF(checkpoints.stream());
            out.writeInt(checkpoints.read().size());
            for (Map.Entry<String, SequenceNumber> each : new TreeMap<>(checkpoints.read()).entrySet()) {
                out.writeUTF(each.getKey());
                out.writeUTF(each.getValue().digits());
            }
            out.writeInt(checkpoints.ended().size());
            for (String each : checkpoints.ended()) {
                out.writeUTF(each);
            }
            out.writeInt(events.size());
            for (ImageEvent event : events) {
                EventFormat.write(out, event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws StorageException.Corrupted if the item is damaged, or a later version wrote it in another format */
    static Batch of(Map<String, AttributeValue> item) {
        try (var in = new DataInputStream(
                new ByteArrayInputStream(Deflated.bytes(attribute(item, CONTENT))))) {
            int format = in.readByte();
            if (format != FORMAT) {
                throw new IllegalArgumentException("its format is " + format);
            }
            Instant at = Instant.ofEpochMilli(in.readLong());
            String stream = in.readUTF();
            Map<String, SequenceNumber> read = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                read.put(in.readUTF(), new SequenceNumber(in.readUTF()));
            }
            Set<String> ended = new HashSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                ended.add(in.readUTF());
            }
            List<ImageEvent> events = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                events.add(EventFormat.read(in));
            }
            String key = string(item, SK);
            return new Batch(
                    Long.parseLong(key.substring(key.indexOf('#') + 1)), at, new Checkpoints(stream, read, ended),
                    events);
        } catch (IOException | RuntimeException e) {
            throw new StorageException.Corrupted(
                    "The batch of events " + item.get(SK) + " is damaged: " + e.getMessage(), e);
        }
    }
}
