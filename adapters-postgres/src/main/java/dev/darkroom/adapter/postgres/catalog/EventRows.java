package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Converts events to and from rows. A trigger of the schema gives each row its place. */
final class EventRows {
    /** All columns. */
    static final String COLUMNS = "place, number, kind, at, id, " + ImageRows.COLUMNS;

    private EventRows() {}

    /**
     * The statement that adds the events of images.
     *
     * @param at the column with the times
     * @param from has the ids and the {@link ImageRows#COLUMNS} of the images
     */
    static String insert(ImageEvent.Kind kind, String at, String from) {
        return "INSERT INTO event (kind, at, id, %2$s) SELECT '%1$s', %3$s, id, %2$s FROM %4$s"
                .formatted(text(kind), ImageRows.COLUMNS, at, from);
    }

    /** The stored form. */
    private static String text(ImageEvent.Kind kind) {
        return switch (kind) {
            case PUBLISHED -> "published";
            case UPDATED -> "updated";
            case TRASHED -> "trashed";
            case RESTORED -> "restored";
            case DELETED -> "deleted";
        };
    }

    private static ImageEvent.Kind kind(String text) {
        return switch (text) {
            case "published" -> ImageEvent.Kind.PUBLISHED;
            case "updated" -> ImageEvent.Kind.UPDATED;
            case "trashed" -> ImageEvent.Kind.TRASHED;
            case "restored" -> ImageEvent.Kind.RESTORED;
            case "deleted" -> ImageEvent.Kind.DELETED;
            default -> throw new StorageException.Corrupted("The catalog has an event of the unknown kind " + text,
                    null);
        };
    }

    /** Reads a row with {@link #COLUMNS}. */
    static EventPage.Entry entry(ResultSet row) throws SQLException {
        ImageId id = new ImageId(row.getObject("id", UUID.class));
        return new EventPage.Entry(
                position(row),
                new ImageEvent(
                        kind(row.getString("kind")), Session.time(row, "at"), ImageRows.image(id, row)));
    }

    static EventPosition position(ResultSet row) throws SQLException {
        return new EventPosition(row.getLong("place"), row.getLong("number"));
    }
}
