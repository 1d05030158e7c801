package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.adapter.postgres.schema.Schema;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.ImageState.Receiving.Declaration;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.model.summary.TagPage;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The catalog in PostgreSQL. A change is one conditional statement, or a short transaction that begins with one. The server evaluates the
 * condition again on the newest version of a row that it waited for (PostgreSQL's documentation, "Read Committed Isolation Level").
 * {@code schema/1.sql} and the later scripts explain the tables.
 */
public final class PostgresImageCatalog implements ImageCatalog {
    private static final String ANNOUNCE =
            """
                    INSERT INTO image (id, state, since, claim_owner, claim_bytes, owner, filename, content_type, size_bytes, title,
                        description, visibility, tags, returns_existing, %s)
                    VALUES (?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
                    """
                    .formatted(ResumableUploads.COLUMNS);

    private static final String CLAIM = "UPDATE image SET claim_owner = ?, claim_bytes = ? WHERE id = ?";

    private static final String REVISE =
            "UPDATE image SET (" + ImageRows.COLUMNS + ", " + ImageRows.DERIVED
                    + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, array_to_tsvector(?)) WHERE id = ?";

    private static final String REVISE_WITH_EVENT = "WITH revised AS (" + REVISE + " RETURNING id, " + ImageRows.COLUMNS
            + ") " + EventRows.insert(ImageEvent.Kind.UPDATED, "updated_at", "revised");

    static final String REMOVE_TAGS = "DELETE FROM image_tag WHERE id = ?";

    static final String ADD_TAGS =
            """
                    INSERT INTO image_tag (id, tag, owner, visibility, created_at, taken_time, taken_month, content_type)
                    SELECT id, tag, owner, visibility, created_at, taken_time, taken_month, content_type
                    FROM image, unnest(tags) AS tag WHERE id = ?
                    """;

    private static final String ADD_PLACEHOLDER =
            "UPDATE image SET placeholder = ? WHERE id = ? AND state = 'ready' AND placeholder IS NULL";

    private static final String WITHDRAW = withdraw("");

    private static final String WITHDRAW_WITH_EVENT =
            withdraw(", recorded AS (" + EventRows.insert(ImageEvent.Kind.DELETED, "since", "withdrawn") + ")");

    private static String withdraw(String record) {
        return """
                WITH withdrawn AS (
                    UPDATE image SET state = 'deleting', since = ?, withdrawal = ?
                    WHERE id = ? AND state = 'ready' AND (?::bigint IS NULL OR version = ?::bigint)
                    RETURNING %s)%s
                UPDATE usage SET used_bytes = used_bytes - size_bytes FROM withdrawn WHERE usage.owner = withdrawn.owner
                """
                .formatted(record.isEmpty() ? "owner, size_bytes" : "id, since, " + ImageRows.COLUMNS, record);
    }

    private static final String ABANDON =
            "UPDATE image SET state = 'deleting' WHERE id = ? AND state = 'pending' RETURNING claim_owner, claim_bytes";

    private static final String REMOVE = "DELETE FROM image WHERE id = ? AND state = 'deleting'";

    static final String UNFINISHED =
            "SELECT id FROM image WHERE state <> 'ready' AND since < ? ORDER BY since, id LIMIT ?";

    /** The schema explains the owner. */
    static final String FIND_RECEIVED = "SELECT id, " + ImageRows.COLUMNS
            + " FROM image WHERE state = 'ready' AND received_sha256 = ? AND owner || '' = ? ORDER BY created_at, id LIMIT 1";

    private final Database database;
    private final boolean recordsEvents;
    private final Schema schema;
    private final CallGroups<ImageState.Uploading> announcements;
    private final CallGroups<UploadStatements.Reserving> reservations;
    private final CallGroups<Image> publications;
    private final SecureRandom random = new SecureRandom();

    /** @param recordsEvents whether publications, revisions and withdrawals write an event, for a {@link PostgresEventLog} */
    public PostgresImageCatalog(Database database, boolean recordsEvents) {
        this.database = database;
        this.recordsEvents = recordsEvents;
        this.schema = new Schema(database);
        this.announcements = new CallGroups<>(ImageState::id, calls -> UploadStatements.announce(database, calls));
        this.reservations = new CallGroups<>(
                call -> call.image().id(), calls -> UploadStatements.reserve(database, calls));
        this.publications = new CallGroups<>(
                Image::id, calls -> UploadStatements.publish(database, recordsEvents, calls));
    }

    @Override
    public Announcement announce(ImageState.Pending pending, Quota quota) {
        QuotaReservation claim = pending.claim();
        if (pending instanceof ImageState.Uploading uploading && announceInGroup(uploading, claim, quota)) {
            return new Reservation.Reserved();
        }
        Database.Work<Announcement> work = session -> {
            if (session.update(ANNOUNCE, row(pending).toArray()) == 0) {
                return announcedBefore(session, pending.id());
            }
            if (claim == null) {
                return new Reservation.Reserved();
            }
            Reservation reservation = UsageRows.reserve(session, claim, claim.sizeBytes(), quota);
            if (reservation instanceof Reservation.QuotaExceeded) {
                session.rollBack();
            }
            return reservation;
        };
        return claim == null ? database.statement(work) : database.transaction(work);
    }

    private boolean announceInGroup(ImageState.Uploading image, @Nullable QuotaReservation claim, Quota quota) {
        return claim == null
                ? announcements.run(image)
                : reservations.run(new UploadStatements.Reserving(image, claim, quota));
    }

    private static List<@Nullable Object> row(ImageState.Pending pending) {
        QuotaReservation claim = pending.claim();
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                pending.id().value(),
                pending.graceStart(),
                claim == null ? null : claim.owner().value(),
                claim == null ? null : claim.sizeBytes()));
        values.addAll(switch (pending) {
            case ImageState.Uploading _ ->
                Arrays.<@Nullable Object>asList(null, null, null, null, null, null, null, null, false);
            case ImageState.AwaitingBytes direct -> declared(direct.upload());
            case ImageState.Receiving upload -> declared(upload.declared());
        });
        values.addAll(pending instanceof ImageState.Receiving upload
                ? ResumableUploads.values(upload)
                : ResumableUploads.NONE);
        return values;
    }

    private static List<@Nullable Object> declared(DirectUpload upload) {
        Filename filename = upload.filename();
        return Arrays.asList(
                upload.owner().value(),
                filename == null ? null : filename.value(),
                upload.contentType().mediaType(),
                upload.sizeBytes(),
                upload.details().title(),
                upload.details().description(),
                ImageRows.number(upload.details().visibility()),
                ImageRows.texts(upload.details().tags()),
                upload.returnsExisting());
    }

    private static List<@Nullable Object> declared(Declaration declared) {
        Filename filename = declared.filename();
        return Arrays.asList(
                declared.owner().value(),
                filename == null ? null : filename.value(),
                null,
                null,
                declared.details().title(),
                declared.details().description(),
                ImageRows.number(declared.details().visibility()),
                ImageRows.texts(declared.details().tags()),
                declared.returnsExisting());
    }

    private static Announcement announcedBefore(Session session, ImageId id) throws SQLException {
        return state(session, id).orElse(null) instanceof ImageState.Pending
                ? new Reservation.Reserved()
                : new Announcement.IdInUse();
    }

    @Override
    public Reservation claim(ImageId id, QuotaReservation claim, Quota quota) {
        return database.transaction(session -> {
            if (!(locked(session, id).orElse(null) instanceof ImageState.Pending pending)
                    || !claim.isMoreThan(pending.claim())) {
                return new Reservation.Reserved();
            }
            session.update(CLAIM, claim.owner().value(), claim.sizeBytes(), id.value());
            QuotaReservation earlier = pending.claim();
            long moreBytes = claim.sizeBytes() - (earlier == null ? 0 : earlier.sizeBytes());
            Reservation reservation = UsageRows.reserve(session, claim, moreBytes, quota);
            if (reservation instanceof Reservation.QuotaExceeded) {
                session.rollBack();
            }
            return reservation;
        });
    }

    @Override
    public Advance advance(ImageId id, UploadProgress current, UploadProgress next) {
        return database.statement(session -> {
            if (ResumableUploads.advance(session, id, current, next)) {
                return Advance.ADVANCED;
            }
            if (!(state(session, id).orElse(null) instanceof ImageState.Receiving upload)) {
                return Advance.NOT_RECEIVING;
            }
            return upload.progress().equals(next) ? Advance.ADVANCED : Advance.OVERTAKEN;
        });
    }

    @Override
    public Publication publish(Image image) {
        if (publications.run(image) || UploadStatements.publishAlone(database, recordsEvents, image)) {
            return Publication.PUBLISHED;
        }
        return state(image.id()).flatMap(ImageState::stored)
                .map(found -> Publication.ofReady(found, image))
                .orElse(Publication.NOT_PENDING);
    }

    @Override
    public Optional<Image> find(ImageId id) {
        return state(id).flatMap(
                state -> state instanceof ImageState.Ready(Image image) ? Optional.of(image) : Optional.empty());
    }

    @Override
    public Optional<Image> findReceived(UserId owner, Checksum receivedSha256) {
        return database.statement(session -> session.row(FIND_RECEIVED,
                row -> ImageRows.image(new ImageId(row.getObject("id", UUID.class)), row),
                receivedSha256.hex(), owner.value()));
    }

    @Override
    public Optional<ImageState> state(ImageId id) {
        return database.statement(session -> state(session, id));
    }

    private static Optional<ImageState> state(Session session, ImageId id) throws SQLException {
        return session.row(ImageRows.STATE, ImageRows::state, id.value());
    }

    /** Reads the state and locks the row until the end of the transaction. */
    static Optional<ImageState> locked(Session session, ImageId id) throws SQLException {
        return session.row(ImageRows.LOCKED_STATE, ImageRows::state, id.value());
    }

    @Override
    public Revision revise(Image current, Image next) {
        return database.transaction(session -> {
            if (!(locked(session, next.id()).orElse(null) instanceof ImageState.Ready(Image found))) {
                return Revision.NOT_FOUND;
            }
            if (found.withPlaceholder(next.placeholder()).equals(next)) {
                return Revision.REVISED;
            }
            if (found.version() != current.version()) {
                return Revision.VERSION_MISMATCH;
            }
            // The placeholder may have been added after the current version was read.
            Image stored = next.placeholder() == null ? next.withPlaceholder(found.placeholder()) : next;
            List<@Nullable Object> parameters = new ArrayList<>(ImageRows.values(stored));
            parameters.addAll(ImageRows.derived(stored));
            parameters.add(next.id().value());
            session.update(recordsEvents ? REVISE_WITH_EVENT : REVISE, parameters.toArray());
            boolean hasOtherEntries = !found.details().tags().equals(next.details().tags())
                    || found.details().visibility() != next.details().visibility();
            if (hasOtherEntries) {
                session.update(REMOVE_TAGS, next.id().value());
                session.update(ADD_TAGS, next.id().value());
            }
            return Revision.REVISED;
        });
    }

    @Override
    public void addPlaceholder(ImageId id, String placeholder) {
        // The count is not needed: a repeated call changes nothing.
        int _ = database.statement(session -> session.update(ADD_PLACEHOLDER, placeholder, id.value()));
    }

    @Override
    public Withdrawal withdraw(ImageId id, VersionCondition condition, Instant at) {
        // By this, the call recognizes its own change if it is repeated after its connection was lost.
        UUID token = new UUID(random.nextLong(), random.nextLong());
        Long version = switch (condition) {
            case VersionCondition.Any() -> null;
            case VersionCondition.Exactly(long exactly) -> exactly;
        };
        String withdraw = recordsEvents ? WITHDRAW_WITH_EVENT : WITHDRAW;
        return database.transaction(session -> {
            if (recordsEvents) {
                // An update takes the id of its transaction before it waits for the row, and the id is the place of the event. An edit that gets
                // the row first would have a later place.
                Optional<ImageState> _ = locked(session, id);
            }
            if (session.update(withdraw, at, token, id.value(), version, version) == 0) {
                return notWithdrawn(session, id, token);
            }
            // A statement of its own: the first one does not see the tags of an edit that it waited for.
            session.update(REMOVE_TAGS, id.value());
            return Withdrawal.WITHDRAWN;
        });
    }

    private record Released(UserId owner, long bytes) {}

    private static Withdrawal notWithdrawn(Session session, ImageId id, UUID token) throws SQLException {
        return session.row("SELECT state, withdrawal FROM image WHERE id = ?", row -> switch (row.getString("state")) {
            case "ready" -> Withdrawal.VERSION_MISMATCH;
            case "deleting" -> token.equals(row.getObject("withdrawal", UUID.class))
                    ? Withdrawal.WITHDRAWN
                    : Withdrawal.ALREADY_DELETING;
            default -> Withdrawal.NOT_FOUND;
        }, id.value()).orElse(Withdrawal.NOT_FOUND);
    }

    @Override
    public Abandonment abandon(ImageId id) {
        return database.transaction(session -> {
            Optional<Optional<Released>> abandoned = session.row(ABANDON, row -> {
                String owner = row.getString("claim_owner");
                return owner == null
                        ? Optional.empty()
                        : Optional.of(new Released(new UserId(owner), row.getLong("claim_bytes")));
            }, id.value());
            if (abandoned.isPresent()) {
                if (abandoned.get().isPresent()) {
                    UsageRows.release(session, abandoned.get().get().owner(), abandoned.get().get().bytes());
                }
                return Abandonment.ABANDONED;
            }
            return state(session, id).orElse(null) instanceof ImageState.Deleting
                    ? Abandonment.ABANDONED
                    : Abandonment.NOT_PENDING;
        });
    }

    @Override
    public void remove(ImageId id) {
        // The count is not needed: a repeated call removes nothing.
        int _ = database.statement(session -> session.update(REMOVE, id.value()));
    }

    @Override
    public ImagePage list(PageRequest request) {
        return database.read(session -> {
            Tag tag = Tally.rarest(session, request.filter());
            Words words = request.words();
            if (words == null) {
                return ListQuery.of(request, tag).read(session);
            }
            ImagePage first = ListQuery.first(request, tag).read(session);
            if (first.next() == null || first.images().size() == request.limit()) {
                return first;
            }
            Optional<ImagePage> found = SearchQuery.of(request, words).read(session);
            return found.isPresent() ? found.get() : ListQuery.of(request, tag).read(session);
        });
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    public Calendar calendar(ImageFilter filter) {
        return database.read(session -> Tally.calendar(session, filter));
    }

    @Override
    public TagPage tags(TagRequest request) {
        return database.read(session -> Tally.tags(session, request));
    }

    @Override
    public List<ImageId> unfinished(Instant before, int limit) {
        Instant rounded = ListQuery.ceiling(before);
        return database.statement(session -> session.rows(UNFINISHED,
                row -> new ImageId(row.getObject("id", UUID.class)), rounded, limit));
    }

    @Override
    public void check() {
        schema.check();
    }
}
