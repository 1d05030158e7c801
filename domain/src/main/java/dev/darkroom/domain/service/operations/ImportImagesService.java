package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.in.operations.ImportImages;
import dev.darkroom.domain.port.in.operations.Progress;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.archive.Archive.Entry;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.service.content.Checksums;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Announces each image, stores its original and publishes it, in this order, as an upload does. If the import is interrupted,
 * the row of an image says what is left to do.
 */
public final class ImportImagesService implements ImportImages {
    /** The tolerance for differing clocks. A later time can't be that of a stored image. */
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    /** Times are written with a year of four digits. */
    private static final Instant FIRST_TIME = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant LAST_TIME = Instant.parse("9999-12-31T00:00:00Z");

    /** More edits than any image has, and far below an overflow. */
    private static final long MAX_VERSION = 1_000_000_000;

    private static final int LOCKS = 64;

    private final ImageInspector inspector;
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final Trash trash;
    private final Archive archive;
    private final InstantSource clock;

    /** An archive may have two images with one id, which must not be stored at once. An id hashes to a lock. */
    private final ReentrantLock[] idLocks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    public ImportImagesService(
            ImageInspector inspector, BlobStore store, ImageCatalog catalog, Trash trash, Archive archive,
            InstantSource clock) {
        this.inspector = inspector;
        this.store = store;
        this.catalog = catalog;
        this.trash = trash;
        this.archive = archive;
        this.clock = clock;
    }

    @Override
    public Report importAll(Progress progress, Consumer<String> failures) {
        Tally tally = new Tally(failures);
        try (Archive.Reader reader = archive.read();
                var imports = new OrderedParallel<Outcome>(outcome -> {
                    tally.add(outcome);
                    progress.step();
                })) {
            progress.expect(reader.size().orElse(0));
            try {
                for (Optional<Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                    switch (entry.get()) {
                        case Entry.Picture picture -> imports.submit(() -> take(picture));
                        case Entry.Unusable(String detail) -> imports.submit(() -> new Failed(detail));
                    }
                }
            } finally {
                // Also the entries before a damaged part of the archive.
                imports.finish();
            }
        }
        return tally.report();
    }

    /** The result of one entry. */
    private sealed interface Outcome {}

    private record Stored(Image image, boolean sanitized) implements Outcome {}

    private record Present(boolean restored) implements Outcome {}

    private record Failed(String detail) implements Outcome {}

    private Outcome take(Entry.Picture picture) {
        ImageId id = picture.image().id();
        ReentrantLock lock = idLocks[Math.floorMod(id.hashCode(), LOCKS)];
        lock.lock();
        try {
            return compare(picture);
        } catch (StorageException e) {
            // A failure of one image is reported; an unavailable storage ends the import.
            catalog.check();
            store.check();
            return failed(picture.image(), String.valueOf(e.getMessage()));
        } finally {
            lock.unlock();
            picture.release().run();
        }
    }

    private Outcome compare(Entry.Picture picture) {
        Image image = picture.image();
        return switch (catalog.state(image.id()).orElse(null)) {
            case ImageState.Ready(Image present) -> compare(picture, present);
            case ImageState.Trashed(Image present, var _) -> compare(picture, present);
            case ImageState.Deleting _ -> failed(
                    image, "It was deleted here, and its row is not gone yet: import it again in two hours");
            case ImageState.AwaitingBytes _, ImageState.Receiving _ -> failed(
                    image, "An upload in progress has its id here");
            // Announced by an interrupted import.
            case ImageState.Uploading _ -> store(picture);
            case null -> store(picture);
        };
    }

    private Outcome compare(Entry.Picture picture, Image present) {
        if (isSame(present, picture.image())) {
            return new Present(isMissing(present) && restore(picture, present));
        }
        // The stored image may be without the metadata that the privacy rule removes.
        return switch (check(picture)) {
            case Accepted(Image image, var _) when isSame(present, image) -> new Present(false);
            case Accepted _ -> conflict(picture.image());
            case Refused _ -> conflict(picture.image());
        };
    }

    private static boolean isSame(Image present, Image image) {
        return present.sha256().equals(image.sha256()) && present.owner().equals(image.owner());
    }

    private static Outcome conflict(Image image) {
        return failed(image, "Another image has its id here, and was left alone");
    }

    private boolean isMissing(Image present) {
        return store.stat(present.originalKey()).isEmpty();
    }

    private boolean restore(Entry.Picture picture, Image present) {
        store.put(present.originalKey(), picture.original(), present.contentType(), present.sha256());
        // A renderer may have failed on the damaged original.
        store.delete(ObjectKey.undecodable(present.id()));
        if (catalog.state(present.id()).flatMap(ImageState::stored).isPresent()) {
            return true;
        }
        // Deleted meanwhile: the original would stay.
        store.deleteAll(new ObjectPrefix(present.id()));
        return false;
    }

    private Outcome store(Entry.Picture picture) {
        return switch (check(picture)) {
            case Refused(String detail) -> failed(picture.image(), detail);
            case Accepted(Image image, Content bytes) -> {
                Outcome outcome = store(image, bytes, !image.equals(picture.image()));
                Instant trashedAt = picture.archived().trashedAt();
                if (outcome instanceof Stored && trashedAt != null) {
                    trash.put(image.id(), VersionCondition.ANY, trashedAt.isAfter(now()) ? now() : trashedAt);
                }
                yield outcome;
            }
        };
    }

    private Outcome store(Image image, Content bytes, boolean sanitized) {
        // Announced now, because with its creation time it would be overdue at once. It is counted now, whatever the quota is,
        // because a later count might not find an image with an old creation time.
        Announcement announcement = catalog.announce(new ImageState.Uploading(image.id(), now())
                .claiming(new QuotaReservation(image.owner(), image.sizeBytes())));
        return switch (announcement) {
            case Reservation.Reserved() -> storeAnnounced(image, bytes, sanitized);
            case Reservation.QuotaExceeded _ -> throw new IllegalStateException("No quota was given");
            case Announcement.IdInUse() -> changedMeanwhile(image);
        };
    }

    private Outcome storeAnnounced(Image image, Content bytes, boolean sanitized) {
        store.put(image.originalKey(), bytes, image.contentType(), image.sha256());
        return switch (catalog.publish(image)) {
            case PUBLISHED -> new Stored(image, sanitized);
            case NOT_PENDING -> {
                // Abandoned meanwhile: the original would stay.
                store.deleteAll(new ObjectPrefix(image.id()));
                yield changedMeanwhile(image);
            }
            case ID_IN_USE -> changedMeanwhile(image);
        };
    }

    private static Outcome changedMeanwhile(Image image) {
        return failed(image, "Its row was changed meanwhile: import it again");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The result of the checks of an image. */
    private sealed interface Checked {}

    /**
     * The image can be stored.
     *
     * @param image as it is stored
     * @param bytes of its original
     */
    private record Accepted(Image image, Content bytes) implements Checked {}

    private record Refused(String detail) implements Checked {}

    private Checked check(Entry.Picture picture) {
        Image image = picture.image();
        if (!isPlausible(image) || !isPlausible(image, picture.archived().trashedAt())) {
            return new Refused("Its times or its version can't be those of a stored image");
        }
        Checksum read = Checksums.of(picture.original());
        if (!read.equals(image.sha256())) {
            return new Refused("Its original is damaged: its SHA-256 is %s and should be %s"
                    .formatted(read, image.sha256()));
        }
        return switch (inspector.inspect(picture.original())) {
            case Inspection.Unsupported(String detail) -> new Refused(detail);
            case Inspection.Damaged(String detail) -> new Refused(detail);
            case Inspection.Accepted accepted -> check(picture, accepted);
        };
    }

    private static Checked check(Entry.Picture picture, Inspection.Accepted accepted) {
        Image image = picture.image();
        if (accepted.contentType() != image.contentType()
                || !accepted.dimensions().equals(image.dimensions())) {
            return new Refused("Its original is %s of %d × %d pixels, not %s of %d × %d".formatted(
                    accepted.contentType().mediaType(),
                    accepted.dimensions().width(),
                    accepted.dimensions().height(),
                    image.contentType().mediaType(),
                    image.dimensions().width(),
                    image.dimensions().height()));
        }
        Content sanitized = accepted.sanitized();
        return new Accepted(
                sanitized.equals(picture.original())
                        ? image
                        : image.withBytes(sanitized.sizeBytes(), Checksums.of(sanitized)),
                sanitized);
    }

    private boolean isPlausible(Image image, @Nullable Instant trashedAt) {
        return trashedAt == null
                || (!trashedAt.isBefore(image.createdAt()) && !trashedAt.isAfter(now().plus(CLOCKS_DIFFER)));
    }

    private boolean isPlausible(Image image) {
        Instant latest = now().plus(CLOCKS_DIFFER);
        return !image.createdAt().isBefore(Instant.EPOCH)
                && !image.updatedAt().isBefore(image.createdAt())
                && !image.updatedAt().isAfter(latest)
                && (image.takenAt() == null
                        || (image.takenAt().isAfter(FIRST_TIME) && image.takenAt().isBefore(LAST_TIME)))
                && image.version() <= MAX_VERSION;
    }

    private static Outcome failed(Image image, String detail) {
        return new Failed("Image " + image.id() + ": " + detail);
    }

    /** Counts the results of the entries. */
    private static final class Tally {
        private final Consumer<String> failures;
        private long stored;
        private long bytes;
        private long sanitized;
        private long present;
        private long restored;
        private long failed;

        Tally(Consumer<String> failures) {
            this.failures = failures;
        }

        void add(Outcome outcome) {
            switch (outcome) {
                case Stored(Image image, boolean lostSomething) -> {
                    stored++;
                    bytes += image.sizeBytes();
                    sanitized += lostSomething ? 1 : 0;
                }
                case Present(boolean gotBack) -> {
                    present++;
                    restored += gotBack ? 1 : 0;
                }
                case Failed(String detail) -> {
                    failed++;
                    failures.accept(detail);
                }
            }
        }

        Report report() {
            return new Report(stored, bytes, sanitized, present, restored, failed);
        }
    }
}
