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

/**
 * The rows that say which images there are and in which {@linkplain ImageState state} each is. Every change is one
 * atomic, durable step from one state to the next; every change can be repeated, because the answer to the first try may
 * have been lost. Implementations are safe for use by many threads and, where the store is shared, many processes. Every
 * method throws {@link dev.darkroom.domain.model.StorageException.Unavailable} when the catalog is out of reach or full.
 */
public interface ImageCatalog {
    /**
     * Announces an image whose bytes are about to be stored, and takes what it {@linkplain ImageState.Pending#claim claims}
     * out of its owner's quota, in one step. No list shows it. Announcing it again while it is pending changes nothing.
     *
     * <p>An owner has used the sizes of their ready images, whether or not these had a claim, and the claims of their pending
     * ones. Of several calls at once as many are announced as there is room for, and no more. Without a claim no quota
     * matters; a shared store may need ten minutes to count what was announced without one.
     *
     * @throws IllegalStateException when the id belongs to an image in another state
     */
    Reservation announce(ImageState.Pending pending, Quota quota);

    /** The same without any limit. */
    default Reservation announce(ImageState.Pending pending) {
        return announce(pending, Quota.NONE);
    }

    /**
     * Makes the claim of a pending image this one, in one step, if it was less or there was none; an image in another state,
     * or none, stays as it is, and then there is nothing to claim.
     *
     * @param claim for the owner of the image
     */
    Reservation claim(ImageId id, QuotaReservation claim, Quota quota);

    /** What became of a claim. */
    sealed interface Reservation {
        /** It is kept, by this call or an earlier one, or none was needed. */
        record Reserved() implements Reservation {}

        /**
         * There is no room for it; nothing changed.
         *
         * @param usedBytes what its owner has used
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

    /** What a change asks of the version it finds. */
    sealed interface VersionCondition {
        /** Nothing. */
        record Any() implements VersionCondition {}

        /** It is this one. */
        record Exactly(long version) implements VersionCondition {}

        VersionCondition ANY = new Any();
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
     * Gives a pending image up, and its claim back to its owner, in one step, and keeps its grace start; an image in another
     * state, or none, stays as it is.
     *
     * @return whether the image is being deleted now, by this call or an earlier one
     */
    boolean abandon(ImageId id);

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
