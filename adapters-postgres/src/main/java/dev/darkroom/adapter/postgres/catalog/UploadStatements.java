package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.TakenTime;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The statements of uploads, for several images each. Their parameters are arrays of texts, with one element for each image. */
final class UploadStatements {
    /**
     * A row that another transaction has locked must not delay the images of a whole group. The first row that the statement reads sets the
     * limit, in milliseconds, for the rest of its transaction.
     */
    private static final String SHORT_WAITS = "(SELECT set_config('lock_timeout', '200', true)) AS limits, ";

    private static final String ANNOUNCE =
            """
                    INSERT INTO image (id, state, since)
                    SELECT id::uuid, 'pending', since::timestamptz FROM unnest(?::text[], ?::text[]) AS call (id, since)
                    ON CONFLICT (id) DO NOTHING RETURNING id
                    """;

    /**
     * Locks the usage of the owners, in their order, and announces the images that their quotas have room for. An owner whose first image this
     * is has no usage to lock, so the image is announced alone.
     */
    private static final String RESERVE =
            """
                    WITH call AS MATERIALIZED (
                        SELECT call.* FROM %s unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                            WITH ORDINALITY AS call (id, since, owner, bytes, quota, number)),
                    used AS MATERIALIZED (
                        SELECT owner, used_bytes FROM usage WHERE owner IN (SELECT owner FROM call) ORDER BY owner FOR UPDATE),
                    announced AS (
                        INSERT INTO image (id, state, since, claim_owner, claim_bytes)
                        SELECT id::uuid, 'pending', since::timestamptz, owner, bytes FROM (
                            SELECT call.*, used_bytes + sum(bytes) OVER (PARTITION BY owner ORDER BY number) AS total
                            FROM call JOIN used USING (owner)) AS summed
                        WHERE total <= quota ON CONFLICT (id) DO NOTHING RETURNING id, claim_owner, claim_bytes),
                    reserved AS (
                        INSERT INTO usage AS u (owner, used_bytes)
                        SELECT claim_owner, sum(claim_bytes)::bigint FROM announced GROUP BY claim_owner ORDER BY claim_owner
                        ON CONFLICT (owner) DO UPDATE SET used_bytes = u.used_bytes + excluded.used_bytes)
                    SELECT id FROM announced
                    """
                    .formatted(SHORT_WAITS);

    private static final List<String> TYPES =
            List.of("text", "text", "text", "bigint", "integer", "integer", "text", "text", "text", "text",
                    "smallint", "text", "text", "text", "timestamptz", "timestamptz", "bigint");

    private static final int DERIVED_COUNT = ImageRows.DERIVED.split(", ").length;

    private static final List<String> COLUMNS = List.of(ImageRows.COLUMNS.split(", "));

    private static final String RECORD =
            ",\nrecorded AS (" + EventRows.insert(ImageEvent.Kind.PUBLISHED, "updated_at", "ready") + ")";

    private static final Publishing PUBLISHING = publishing("");

    private static final Publishing PUBLISHING_WITH_EVENTS = publishing(RECORD);

    private UploadStatements() {}

    /** The statements that publish images. */
    private record Publishing(String group, String alone) {
        static Publishing of(boolean recordsEvents) {
            return recordsEvents ? PUBLISHING_WITH_EVENTS : PUBLISHING;
        }
    }

    private static Publishing publishing(String record) {
        return new Publishing(publish(SHORT_WAITS, record), publish("", record));
    }

    /** The claim stays in the row, where it has no meaning any more, because RETURNING reads the new row. */
    private static String publish(String limits, String record) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < TYPES.size(); i++) {
            values.add("call." + COLUMNS.get(i) + "::" + TYPES.get(i));
        }
        return """
                WITH call AS MATERIALIZED (SELECT call.* FROM %s unnest(?::text[]%s) AS call (call_id, %s, %s)),
                ready AS (
                    UPDATE image SET state = 'ready', since = NULL, (%s) = ROW (%s, string_to_array(call.tags, E'\\n')),
                        taken_time = call.taken_time::bigint, taken_month = call.taken_month::integer,
                        words = array_to_tsvector(string_to_array(call.words, ' ')), slot = pg_backend_pid() %% 8
                    FROM call WHERE id = call_id::uuid AND state = 'pending'
                    RETURNING image.*, image.size_bytes - coalesce(claim_bytes, 0) AS more_bytes),
                tagged AS (
                    INSERT INTO image_tag (id, tag, owner, visibility, created_at, taken_time, taken_month, content_type)
                    SELECT id, tag, owner, visibility, created_at, taken_time, taken_month, content_type FROM ready, unnest(tags) AS tag),
                added AS (SELECT owner, sum(more_bytes)::bigint AS bytes FROM ready GROUP BY owner),
                used AS (
                    INSERT INTO usage AS u (owner, used_bytes)
                    SELECT owner, greatest(bytes, 0) FROM added WHERE bytes <> 0 ORDER BY owner
                    ON CONFLICT (owner) DO UPDATE
                    SET used_bytes = u.used_bytes + (SELECT bytes FROM added WHERE added.owner = u.owner))%s
                SELECT id FROM ready
                """
                .formatted(limits, ", ?::text[]".repeat(COLUMNS.size() + DERIVED_COUNT), ImageRows.COLUMNS,
                        ImageRows.DERIVED, ImageRows.COLUMNS, String.join(", ", values), record);
    }

    /** Adds the rows of images without claims. Returns those whose ids were free. */
    static Set<ImageId> announce(Database database, List<ImageState.Uploading> images) {
        return run(database, ANNOUNCE, images.stream()
                .<List<@Nullable Object>>map(image -> Arrays.asList(image.id(), image.graceStart()))
                .toList());
    }

    /** The announcement of an image with a claim. */
    record Reserving(ImageState.Uploading image, QuotaReservation claim, Quota quota) {}

    /** Adds the rows of images with claims, and reserves these. Returns those whose ids were free and whose quotas had room. */
    static Set<ImageId> reserve(Database database, List<Reserving> calls) {
        return run(database, RESERVE, calls.stream()
                .<List<@Nullable Object>>map(call -> Arrays.asList(call.image().id(), call.image().graceStart(),
                        call.claim().owner(), call.claim().sizeBytes(), call.quota().bytes()))
                .toList());
    }

    /** Makes pending images ready. Returns those that were pending, or none if they must be published alone. */
    static Set<ImageId> publish(Database database, boolean recordsEvents, List<Image> images) {
        return run(database, Publishing.of(recordsEvents).group(),
                images.stream().map(UploadStatements::values).toList());
    }

    static boolean publishAlone(Database database, boolean recordsEvents, Image image) {
        String sql = Publishing.of(recordsEvents).alone();
        Object[] columns = columns(List.of(values(image)));
        return !database.statement(session -> session.rows(sql, row -> image.id(), columns)).isEmpty();
    }

    private static List<@Nullable Object> values(Image image) {
        List<@Nullable Object> values = new ArrayList<>(ImageRows.values(image));
        // No tag contains a line break.
        values.set(values.size() - 1, String.join("\n", ImageRows.texts(image.details().tags())));
        values.addFirst(image.id());
        values.add(image.takenTime().toEpochMilli());
        values.add(TakenTime.month(image.takenTime()));
        values.add(String.join(" ", Words.of(image.filename(), image.details())));
        return values;
    }

    private static Set<ImageId> run(Database database, String sql, List<List<@Nullable Object>> rows) {
        Object[] columns = columns(rows);
        return database.statement(session -> {
            try {
                return new HashSet<>(
                        session.rows(sql, row -> new ImageId(row.getObject("id", UUID.class)), columns));
            } catch (SQLException e) {
                if (isAboutOneRow(e)) {
                    return Set.of();
                }
                throw e;
            }
        });
    }

    private static Object[] columns(List<List<@Nullable Object>> rows) {
        Object[] columns = new Object[rows.getFirst().size()];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            columns[i] =
                    rows.stream().map(row -> text(row.get(column))).collect(Collectors.toCollection(ArrayList::new));
        }
        return columns;
    }

    /** Whether a row is locked (55P03), or contains invalid data (22, 23). The calls of the other rows may succeed alone. */
    private static boolean isAboutOneRow(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.equals("55P03") || state.startsWith("22") || state.startsWith("23");
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
