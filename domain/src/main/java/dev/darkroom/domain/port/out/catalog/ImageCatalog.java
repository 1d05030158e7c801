package dev.darkroom.domain.port.out.catalog;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.model.summary.TagPage;
import dev.darkroom.domain.model.summary.TagRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores one row for each image, with its {@linkplain ImageState state}. Every change is one atomic, durable step from one
 * state to the next, and can be repeated if its response was lost. Implementations are safe for use by many threads and, if
 * the catalog is shared, many processes. Every method throws {@link
 * dev.darkroom.domain.model.StorageException.Unavailable} when the catalog is unreachable or full.
 */
public interface ImageCatalog {
    /**
     * Adds the row of an image whose bytes are about to be stored, and reserves its {@linkplain ImageState.Pending#claim
     * claim} in its owner's quota, in one step. No list shows the image. A repeated call while the image is pending changes
     * nothing.
     *
     * <p>The used quota of an owner is the sum of the sizes of their ready and trashed images, announced with a claim or without, and of
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
        /** The id belongs to an image that is ready, in the trash or being deleted. Nothing changed. */
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
     * Replaces the progress of a resumable upload by the next one, in one step. Of concurrent calls with different next progress, one
     * replaces it.
     *
     * @param current the progress as it was read
     * @param next has another part or a length that the current progress does not have
     */
    Advance advance(ImageId id, UploadProgress current, UploadProgress next);

    /** The result of {@link #advance}. */
    enum Advance {
        /** The upload has the next progress, by this call or an earlier call with the same progress. */
        ADVANCED,
        /** The upload has another progress than the one that was read. Nothing changed. */
        OVERTAKEN,
        /** There is no such resumable upload, or its image is not pending any more. Nothing changed. */
        NOT_RECEIVING
    }

    /**
     * Makes a pending image ready and adds it to every list that it belongs to, in one step. From then on its size counts
     * in its owner's quota instead of its claim.
     */
    Publication publish(Image image);

    /** The result of {@link #publish}. */
    enum Publication {
        /** The image is ready: by this call, or by an earlier call with the same image, which may have been edited or trashed since. */
        PUBLISHED,
        /** It was abandoned, or never announced. Its bytes must be removed, and the client must not be told that it is stored. */
        NOT_PENDING,
        /**
         * Another image with this id is ready or in the trash, by a call with an image that was never this one. Nothing changed. The objects
         * under the id are those of the other image and must stay.
         */
        ID_IN_USE;

        /** The result for an image whose id is that of a ready image. */
        public static Publication ofReady(Image ready, Image image) {
            return ready.isOrWas(image) ? PUBLISHED : ID_IN_USE;
        }
    }

    /** Reads a ready image, with every change that returned before the call. Empty in every other state. */
    Optional<Image> find(ImageId id);

    /**
     * Finds a ready image of an owner by the bytes that the owner sent, with every change that returned before the call: the one that was
     * {@linkplain Image#position stored first}. The cost does not depend on the number of images.
     *
     * @param receivedSha256 the {@linkplain Image#receivedSha256 checksum} of the bytes
     */
    Optional<Image> findReceived(UserId owner, Checksum receivedSha256);

    /** Reads the state of an image, with every change that returned before the call. Empty when there is no row. */
    Optional<ImageState> state(ImageId id);

    /**
     * Replaces a version of a ready image by the next one, and updates the lists that it belongs to, in one step. Its
     * position stays. Of concurrent calls with different next versions, one revises the image.
     *
     * @param current the image as it was read
     * @param next its next version, by {@link Image#edited}
     */
    Revision revise(Image current, Image next);

    /** The result of {@link #revise}. */
    enum Revision {
        /** The image has the next version, by this call or an earlier call with the same version. */
        REVISED,
        /** The image is ready in another version than the one that was read. Nothing changed. */
        VERSION_MISMATCH,
        /** There is no such image, or it is not ready. Nothing changed. */
        NOT_FOUND
    }

    /**
     * Adds a placeholder to a ready image that has none, in every list that it belongs to. Its version and times stay. The
     * placeholder stays too when the image is revised from a version that was read without it. An image that has one, or is
     * not ready, does not change.
     */
    void addPlaceholder(ImageId id, String placeholder);

    /**
     * Marks a ready image as deleting, removes it from every list and releases its quota, in one step.
     *
     * @param condition checked in the same step
     * @param at the current time, in whole milliseconds: the grace start of the deleting image
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

    /** The result of {@link #withdraw}. */
    enum Withdrawal {
        /** The image was ready and is being deleted from now on. */
        WITHDRAWN,
        /** An earlier call marked it, with its own time. Some of its objects may still exist. */
        ALREADY_DELETING,
        /** The image is ready in another version than the condition requires. Nothing changed. */
        VERSION_MISMATCH,
        /** There is no such image, or it is pending or in the trash. Nothing changed. */
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
        /** The image is ready or in the trash, or there is no row. Nothing changed. */
        NOT_PENDING
    }

    /**
     * Removes the row of an image that is being deleted, after its objects were removed. A call for an image in another state,
     * or without a row, changes nothing.
     */
    void remove(ImageId id);

    /** What not every catalog can do. */
    enum Ability {
        /** To list images that match {@link PageRequest#words}. */
        SEARCH,
        /** To list images in the order of {@link SortKey#TAKEN_AT}. */
        TAKEN_ORDER,
        /** {@link #calendar} and {@link #tags}. */
        COUNTS
    }

    /**
     * What this catalog can do. Other calls throw {@link UnsupportedOperationException}. A catalog may gain an ability while it is
     * used, after it was provisioned, and never loses one.
     */
    Set<Ability> abilities();

    /**
     * One page of the ready images, in the order of their {@linkplain Image#position positions}. An image that is ready and
     * matches the filter and the words during a whole walk over the pages is in exactly one of them, whatever is added, removed or
     * revised meanwhile. The cost of a page does not grow with the number of images. So a page may be short or empty without
     * being the last, if few of the images that it reads match. The indexes of a shared catalog follow its rows
     * with a delay. So an image that began or ceased to be ready or to match in the last few seconds may be missing or shown.
     * In a list without an owner, so may an image whose visibility changed.
     */
    ImagePage list(PageRequest request);

    /**
     * Counts the ready images that match a filter, by the month of their {@linkplain Image#takenTime() taken time}. The counts
     * change in the same step as the images. The cost does not depend on the number of images if the filter has an owner, a
     * visibility and one tag at most. With other filters, it grows with the number of images that have the same owner,
     * visibility and one of the tags.
     */
    Calendar calendar(ImageFilter filter);

    /**
     * One page of the tags that ready images have, with the number of those images. The counts change in the same step as the
     * images. The cost depends on the number of tags of the page and of months, not on the number of images.
     */
    TagPage tags(TagRequest request);

    /**
     * The images with work left to do whose {@linkplain ImageState.Unfinished#graceStart() grace start} is before the given
     * time, the earliest first. The cost depends on their number, not on that of all images. The result may lag like a list:
     * read the {@link #state} again before you act on it.
     *
     * @param limit the maximum number of ids
     */
    List<ImageId> unfinished(Instant before, int limit);

    /**
     * Returns if the catalog can be used.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable with a message that names what is missing
     */
    void check();
}
