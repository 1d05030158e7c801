package dev.darkroom.domain.port.out.catalog;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows that say which images there are and in which {@linkplain ImageState state} each is. Every change is one
 * atomic, durable step from one state to the next; every change can be repeated, because the answer to the first try may
 * have been lost. Implementations are safe for use by many threads and, where the store is shared, many processes. Every
 * method throws {@link dev.darkroom.domain.model.StorageException.Unavailable} when the catalog is out of reach or full.
 */
public interface ImageCatalog {
    /**
     * Adds the row of an image whose bytes are about to be stored, and reserves its {@linkplain ImageState.Pending#claim
     * claim} in its owner's quota, in one step. No list shows the image. A repeated call while the image is pending changes
     * nothing.
     *
     * <p>The used quota of an owner is the sum of the sizes of their ready images, announced with a claim or without, and of
     * the claims of their pending images. Concurrent calls never exceed the quota together. An image without a claim is
     * announced whatever the quota is; a shared catalog may take ten minutes to count it.
     */
    Announcement announce(ImageState.Pending pending, Quota quota);

    /** Announces without a limit. */
    default Announcement announce(ImageState.Pending pending) {
        return announce(pending, Quota.NONE);
    }

    /** The result of {@link #announce}: the reservation of the claim, or a refused id. */
    sealed interface Announcement {
        /** The id belongs to an image that is ready or being deleted. Nothing changed. */
        record IdInUse() implements Announcement {}
    }

    /**
     * Replaces the claim of a pending image by a larger one, in one step. A claim that is not larger changes nothing, and
     * neither does a call for an image in another state or without a row: the result is {@link Reservation.Reserved} then.
     *
     * @param claim for the owner of the image
     */
    Reservation claim(ImageId id, QuotaReservation claim, Quota quota);

    /** The result of reserving a part of an owner's quota. */
    sealed interface Reservation extends Announcement {
        /** Reserved by this call or an earlier one, or no reservation was needed. */
        record Reserved() implements Reservation {}

        /**
         * The quota does not have that many bytes left. Nothing changed.
         *
         * @param usedBytes the used quota of the owner
         */
        record QuotaExceeded(long usedBytes) implements Reservation {}
    }

    /**
     * Makes a pending image ready and adds it to every list that it belongs to, in one step. From then on its owner has used
     * its size, in place of its claim.
     */
    Publication publish(Image image);

    /** What became of {@link #publish}. */
    enum Publication {
        /** The image is ready: made so now, or by an earlier try with the same image, which may have been edited since. */
        PUBLISHED,
        /** It was given up meanwhile, or never announced: its bytes must go, and nobody may be told that it was stored. */
        NOT_PENDING
    }

    /** Reads a ready image; sees every change that was answered before the call. Empty in every other state. */
    Optional<Image> find(ImageId id);

    /** Reads the state of an image; sees every change that was answered before the call. Empty when there is no row. */
    Optional<ImageState> state(ImageId id);

    /**
     * Replaces a version of a ready image by the next one, and moves it to the lists that it belongs to now, in one step.
     * Its place in the order stays. Of several calls at once with different next versions, one revises.
     *
     * @param current the image as it was read
     * @param next what {@linkplain Image#edited an edit} made of it
     */
    Revision revise(Image current, Image next);

    /** What became of {@link #revise}. */
    enum Revision {
        /** The image is the next version: made so now, or by an earlier try with the same one. */
        REVISED,
        /** It is ready, in another version than the one that was read; nothing changed. */
        VERSION_MISMATCH,
        /** There is no such image, or it is not ready; nothing changed. */
        NOT_FOUND
    }

    /**
     * Adds a placeholder to a ready image that has none, in every list that it belongs to. Its version and times stay, and so
     * does the placeholder when the image is revised by somebody who read it before. An image that has one, or is not ready,
     * stays as it is.
     */
    void addPlaceholder(ImageId id, String placeholder);

    /**
     * Takes a ready image out of every list, gives it up, and its room back to its owner, in one step.
     *
     * @param condition what must hold of the image, checked in the same step
     * @param at the time now, in whole milliseconds: since when it is being deleted
     */
    Withdrawal withdraw(ImageId id, VersionCondition condition, Instant at);

    /** Which version of an image a change applies to. */
    sealed interface VersionCondition {
        /** Every version. */
        record Any() implements VersionCondition {
            @Override
            public boolean matches(Image image) {
                return true;
            }
        }

        /** This version only. */
        record Exactly(long version) implements VersionCondition {
            @Override
            public boolean matches(Image image) {
                return version == image.version();
            }
        }

        VersionCondition ANY = new Any();

        /** The condition that a client gives, or {@link #ANY} if it gives none. */
        static VersionCondition of(@Nullable Long version) {
            return version == null ? ANY : new Exactly(version);
        }

        /** Whether the change applies to this version of the image. */
        boolean matches(Image image);
    }

    /** What became of {@link #withdraw}. */
    enum Withdrawal {
        /** It was ready and is being deleted from now on. */
        WITHDRAWN,
        /** An earlier call had given it up, at its time; its objects may not all be gone. */
        ALREADY_DELETING,
        /** It is ready, in another version than the condition asks for; nothing changed. */
        VERSION_MISMATCH,
        /** There is no such image, or it is still pending; nothing changed. */
        NOT_FOUND
    }

    /**
     * Marks a pending image as deleting and releases its claim, in one step. Its grace start stays. A call for an image in
     * another state, or without a row, changes nothing.
     */
    Abandonment abandon(ImageId id);

    /** The result of {@link #abandon}. */
    enum Abandonment {
        /** The image is being deleted: because of this call or an earlier change. It can never be published. */
        ABANDONED,
        /** The image is ready, or there is no row. Nothing changed. */
        NOT_PENDING
    }

    /**
     * Removes the row of an image that is being deleted; its objects must be gone. An image in another state, or none,
     * stays as it is.
     */
    void remove(ImageId id);

    /**
     * One page of the ready images, in the order of their {@linkplain Image#position() positions}. An image that is ready
     * during a whole walk over the pages, and matches the filter all the time, is shown exactly once in it, whatever is
     * added, removed or revised meanwhile. The cost of a page does not grow with the number of images. An image that
     * began or ceased to be ready or to match less than a few seconds before may be missing or shown, and so may one whose
     * visibility changed, in a list of no single owner: a shared store's indexes follow its rows with a delay.
     */
    ImagePage list(PageRequest request);

    /**
     * The images with work left to do whose {@linkplain ImageState.Unfinished#graceStart() grace start} is before the given
     * time, the earliest first. The cost depends on their number, not on that of all images. Like a list it may lag: read the {@link #state}
     * again before acting on it.
     *
     * @param limit how many at most
     */
    List<ImageId> unfinished(Instant before, int limit);

    /**
     * Returns when the catalog can be used.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable with a message that names what is missing
     */
    void check();
}
