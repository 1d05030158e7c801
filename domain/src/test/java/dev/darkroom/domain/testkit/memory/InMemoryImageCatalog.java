package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.TakenTime;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.model.summary.TagPage;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.model.trash.TrashPage;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows in a map: the plainest implementation of the port, to compare others with. Thread-safe. */
public final class InMemoryImageCatalog implements ImageCatalog, Trash {
    private final Map<ImageId, ImageState> rows = new TreeMap<>();
    private final InMemoryEventLog events = new InMemoryEventLog();
    private boolean outOfReach;

    /** The log of the events of this catalog. */
    public InMemoryEventLog events() {
        return events;
    }

    /** From now on every call fails as if the catalog were unavailable, or works again. */
    public synchronized void setOutOfReach(boolean value) {
        outOfReach = value;
    }

    @Override
    public synchronized Announcement announce(ImageState.Pending pending, Quota quota) {
        check();
        return switch (rows.get(pending.id())) {
            case ImageState.Pending _ -> new Reservation.Reserved();
            case ImageState.Ready _,ImageState.Trashed _, ImageState.Deleting _ -> new Announcement.IdInUse();
            case null -> reserve(pending, pending.claim(), 0, quota);
        };
    }

    @Override
    public synchronized Reservation claim(ImageId id, QuotaReservation claim, Quota quota) {
        check();
        return rows.get(id) instanceof ImageState.Pending pending && claim.isMoreThan(pending.claim())
                ? reserve(pending.claiming(claim), claim, pending.claim() == null ? 0 : pending.claim().sizeBytes(),
                        quota)
                : new Reservation.Reserved();
    }

    private Reservation reserve(ImageState.Pending pending, @Nullable QuotaReservation claim, long before,
            Quota quota) {
        if (claim != null) {
            long used = used(claim.owner());
            if (!quota.hasRoom(used, claim.sizeBytes() - before)) {
                return new Reservation.QuotaExceeded(used);
            }
        }
        rows.put(pending.id(), pending);
        return new Reservation.Reserved();
    }

    private long used(UserId owner) {
        return rows.values().stream()
                .mapToLong(state -> switch (state) {
                    case ImageState.Ready(Image image) when image.owner().equals(owner) -> image.sizeBytes();
                    case ImageState.Trashed(Image image, var _) when image.owner().equals(owner) -> image.sizeBytes();
                    case ImageState.Pending pending when pending.claim() != null
                            && pending.claim().owner().equals(owner) ->
                        pending.claim().sizeBytes();
                    case ImageState.Ready _,ImageState.Trashed _,ImageState.Pending _, ImageState.Deleting _ -> 0;
                })
                .sum();
    }

    @Override
    public synchronized Advance advance(ImageId id, UploadProgress current, UploadProgress next) {
        check();
        if (!(rows.get(id) instanceof ImageState.Receiving upload)) {
            return Advance.NOT_RECEIVING;
        }
        if (upload.progress().equals(next)) {
            return Advance.ADVANCED;
        }
        if (!upload.progress().equals(current)) {
            return Advance.OVERTAKEN;
        }
        rows.put(id, upload.at(next));
        return Advance.ADVANCED;
    }

    @Override
    public synchronized Publication publish(Image image) {
        check();
        return switch (rows.get(image.id())) {
            case ImageState.Pending _ -> {
                rows.put(image.id(), new ImageState.Ready(image));
                events.record(ImageEvent.published(image));
                yield Publication.PUBLISHED;
            }
            case ImageState.Ready(Image ready) -> Publication.ofReady(ready, image);
            case ImageState.Trashed(Image ready, var _) -> Publication.ofReady(ready, image);
            case ImageState.Deleting _ -> Publication.NOT_PENDING;
            case null -> Publication.NOT_PENDING;
        };
    }

    @Override
    public synchronized Revision revise(Image current, Image next) {
        check();
        if (!(rows.get(next.id()) instanceof ImageState.Ready(Image found))) {
            return Revision.NOT_FOUND;
        }
        if (found.withPlaceholder(next.placeholder()).equals(next)) {
            return Revision.REVISED;
        }
        if (found.version() != current.version()) {
            return Revision.VERSION_MISMATCH;
        }
        Image stored = next.placeholder() == null ? next.withPlaceholder(found.placeholder()) : next;
        rows.put(next.id(), new ImageState.Ready(stored));
        events.record(ImageEvent.updated(stored));
        return Revision.REVISED;
    }

    @Override
    public synchronized void addPlaceholder(ImageId id, String placeholder) {
        check();
        if (rows.get(id) instanceof ImageState.Ready(Image found) && found.placeholder() == null) {
            rows.put(id, new ImageState.Ready(found.withPlaceholder(placeholder)));
        }
    }

    @Override
    public synchronized Optional<Image> find(ImageId id) {
        return state(id)
                .flatMap(state -> state instanceof ImageState.Ready(Image image) ? Optional.of(image)
                        : Optional.empty());
    }

    @Override
    public synchronized Optional<Image> findReceived(UserId owner, Checksum receivedSha256) {
        check();
        return ready().filter(image -> image.owner().equals(owner) && receivedSha256.equals(image.receivedSha256()))
                .min(Comparator.comparing(Image::position));
    }

    @Override
    public synchronized Move put(ImageId id, VersionCondition condition, Instant at) {
        check();
        return switch (rows.get(id)) {
            case ImageState.Ready(Image image) when condition.matches(image) -> {
                rows.put(id, new ImageState.Trashed(image, at));
                events.record(ImageEvent.trashed(image, at));
                yield Move.TRASHED;
            }
            case ImageState.Ready _ -> Move.VERSION_MISMATCH;
            case ImageState.Trashed(var _, Instant since) when since.equals(at) -> Move.TRASHED;
            case ImageState.Trashed _,ImageState.Pending _, ImageState.Deleting _ -> Move.NOT_FOUND;
            case null -> Move.NOT_FOUND;
        };
    }

    @Override
    public synchronized Exit restore(ImageState.Trashed trashed, Instant at) {
        check();
        return switch (rows.get(trashed.id())) {
            case ImageState.Trashed found when found.trashedAt().equals(trashed.trashedAt()) -> {
                rows.put(found.id(), new ImageState.Ready(found.image()));
                events.record(ImageEvent.restored(found.image(), at));
                yield Exit.DONE;
            }
            case ImageState.Ready _ -> Exit.DONE;
            case ImageState.Trashed _,ImageState.Pending _, ImageState.Deleting _ -> Exit.NOT_TRASHED;
            case null -> Exit.NOT_TRASHED;
        };
    }

    @Override
    public synchronized Exit discard(ImageState.Trashed trashed, Instant at) {
        check();
        return switch (rows.get(trashed.id())) {
            case ImageState.Trashed found when found.trashedAt().equals(trashed.trashedAt()) -> {
                rows.put(found.id(), new ImageState.Deleting(found.id(), at));
                events.record(ImageEvent.deleted(found.image(), at));
                yield Exit.DONE;
            }
            case ImageState.Deleting _ -> Exit.DONE;
            case ImageState.Trashed _,ImageState.Pending _, ImageState.Ready _ -> Exit.NOT_TRASHED;
            case null -> Exit.NOT_TRASHED;
        };
    }

    @Override
    public Set<SortKey> sortKeys() {
        return EnumSet.allOf(SortKey.class);
    }

    private Stream<ImageState.Trashed> trashed() {
        return rows.values().stream()
                .flatMap(state -> state instanceof ImageState.Trashed trashed ? Stream.of(trashed) : Stream.empty());
    }

    @Override
    public synchronized TrashPage list(TrashRequest request) {
        check();
        Comparator<Position> order = order(request.order());
        Position after = request.after();
        List<ImageState.Trashed> found = trashed()
                .filter(trashed -> request.owner() == null || request.owner().equals(trashed.image().owner()))
                .filter(trashed -> after == null
                        || order.compare(trashed.image().position(request.sortKey()), after) > 0)
                .sorted(Comparator.comparing(trashed -> trashed.image().position(request.sortKey()), order))
                .limit(request.limit() + 1L)
                .toList();
        if (found.size() <= request.limit()) {
            return new TrashPage(found, null);
        }
        List<ImageState.Trashed> page = found.subList(0, request.limit());
        return new TrashPage(page, page.getLast().image().position(request.sortKey()));
    }

    private static Comparator<Position> order(SortOrder order) {
        return order == SortOrder.OLDEST_FIRST
                ? Comparator.naturalOrder()
                : Comparator.<Position>naturalOrder().reversed();
    }

    @Override
    public synchronized List<ImageId> trashedBefore(Instant time, int limit) {
        check();
        return trashed()
                .filter(trashed -> trashed.trashedAt().isBefore(time))
                .sorted(Comparator.comparing(ImageState.Trashed::trashedAt).thenComparing(ImageState::id))
                .map(ImageState::id)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<ImageState> state(ImageId id) {
        check();
        return Optional.ofNullable(rows.get(id));
    }

    @Override
    public synchronized Withdrawal withdraw(ImageId id, VersionCondition condition, Instant at) {
        check();
        return switch (rows.get(id)) {
            case ImageState.Ready(Image image) when condition.matches(image) -> {
                rows.put(id, new ImageState.Deleting(id, at));
                events.record(ImageEvent.deleted(image, at));
                yield Withdrawal.WITHDRAWN;
            }
            case ImageState.Ready _ -> Withdrawal.VERSION_MISMATCH;
            case ImageState.Deleting _ -> Withdrawal.ALREADY_DELETING;
            case ImageState.Pending _, ImageState.Trashed _ -> Withdrawal.NOT_FOUND;
            case null -> Withdrawal.NOT_FOUND;
        };
    }

    @Override
    public synchronized Abandonment abandon(ImageId id) {
        check();
        return switch (rows.get(id)) {
            case ImageState.Pending pending -> {
                rows.put(id, new ImageState.Deleting(id, pending.graceStart()));
                yield Abandonment.ABANDONED;
            }
            case ImageState.Deleting _ -> Abandonment.ABANDONED;
            case ImageState.Ready _, ImageState.Trashed _ -> Abandonment.NOT_PENDING;
            case null -> Abandonment.NOT_PENDING;
        };
    }

    @Override
    public synchronized void remove(ImageId id) {
        check();
        if (rows.get(id) instanceof ImageState.Deleting) {
            rows.remove(id);
        }
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    private Stream<Image> ready() {
        return rows.values().stream()
                .flatMap(state -> state instanceof ImageState.Ready(Image image) ? Stream.of(image) : Stream.empty());
    }

    @Override
    public synchronized ImagePage list(PageRequest request) {
        check();
        Comparator<Position> order = order(request.order());
        Position after = request.after();
        Words words = request.words();
        List<Image> found = ready()
                .filter(request.filter()::matches)
                .filter(image -> words == null || words.match(image))
                .filter(image -> after == null || order.compare(image.position(request.sortKey()), after) > 0)
                .sorted(Comparator.comparing(image -> image.position(request.sortKey()), order))
                .limit(request.limit() + 1L)
                .toList();
        if (found.size() <= request.limit()) {
            return new ImagePage(found, null);
        }
        List<Image> page = found.subList(0, request.limit());
        return new ImagePage(page, page.getLast().position(request.sortKey()));
    }

    @Override
    public synchronized Calendar calendar(ImageFilter filter) {
        check();
        return Calendar.of(ready().filter(filter::matches).collect(Collectors.groupingBy(
                image -> TakenTime.month(image.takenTime()), Collectors.counting())));
    }

    @Override
    public synchronized TagPage tags(TagRequest request) {
        check();
        TreeMap<Tag, Long> counts = new TreeMap<>(Comparator.comparing(
                tag -> tag.value().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        ready().filter(ImageFilter.ALL.withOwner(request.owner()).withVisibility(request.visibility())::matches)
                .flatMap(image -> image.details().tags().values().stream())
                .filter(tag -> tag.value().startsWith(request.prefix()))
                .forEach(tag -> counts.merge(tag, 1L, Long::sum));
        Map<Tag, Long> rest = request.after() == null ? counts : counts.tailMap(request.after(), false);
        return new TagPage(
                rest.entrySet().stream()
                        .limit(request.limit())
                        .map(entry -> new TagPage.TagCount(entry.getKey(), entry.getValue()))
                        .toList(),
                rest.size() <= request.limit());
    }

    @Override
    public synchronized List<ImageId> unfinished(Instant before, int limit) {
        check();
        return rows.values().stream()
                .filter(ImageState.Unfinished.class::isInstance)
                .map(ImageState.Unfinished.class::cast)
                .filter(unfinished -> unfinished.graceStart().isBefore(before))
                .sorted(Comparator.comparing(ImageState.Unfinished::graceStart).thenComparing(ImageState::id))
                .map(ImageState::id)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void check() {
        if (outOfReach) {
            throw new StorageException.Unavailable("The catalog is out of reach", null);
        }
    }
}
