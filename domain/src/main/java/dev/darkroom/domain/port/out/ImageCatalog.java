package dev.darkroom.domain.port.out;

import dev.darkroom.domain.model.Image;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.ImagePage;
import dev.darkroom.domain.model.ImageState;
import dev.darkroom.domain.model.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rows that say which images there are and in which {@linkplain ImageState state} each is. Every change is one
 * atomic, durable step from one state to the next; every change can be repeated, because the answer to the first try may
 * have been lost. Implementations are safe for use by many threads and, where the store is shared, many processes. Every
 * method throws {@link StorageException.Unavailable} when the catalogue is out of reach or full.
 */
public interface ImageCatalog {
    /**
     * Announces an image whose bytes are about to be stored. No list shows it. Announcing it again while it is pending
     * changes nothing.
     *
     * @throws IllegalStateException when the id belongs to an image in another state
     */
    void announce(ImageState.Pending pending);

    /** Makes a pending image ready and adds it to every list that it belongs to, in one step. */
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
     * Takes a ready image out of every list and gives it up, in one step.
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
     * Gives a pending image up, in one step, and keeps its {@code since}; an image in another state, or none, stays as it is.
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
     * Images with work left to do: those that are pending or being deleted {@code since} before the given time, oldest
     * first. The cost depends on their number, not on that of all images. Like a list it may lag: read the {@link #state}
     * again before acting on it.
     *
     * @param limit how many at most
     */
    List<ImageId> unfinished(Instant before, int limit);

    /**
     * Returns when the catalogue can be used.
     *
     * @throws StorageException.Unavailable with a message that names what is missing
     */
    void check();
}
