package dev.darkroom.domain.model.event;

import dev.darkroom.domain.model.Millis;
import dev.darkroom.domain.model.image.Image;
import java.time.Instant;

/**
 * A visible change of an image. Each visible change makes exactly one event.
 *
 * @param at the time of the change, in whole milliseconds
 * @param image as it was after the change, or before it if the change deleted the image. Its placeholder may be missing, because adding
 *     one is no visible change
 */
public record ImageEvent(Kind kind, Instant at, Image image) {
    /** What happened. */
    public enum Kind {
        /** The image became ready. */
        PUBLISHED,
        /** The image has a new version. */
        UPDATED,
        /** The image is in the trash. */
        TRASHED,
        /** The image is ready again, as it was before it was in the trash. */
        RESTORED,
        /** The image is gone. */
        DELETED
    }

    /** @throws IllegalArgumentException when the time is not in whole milliseconds */
    public ImageEvent {
        Millis.require(at);
    }

    /** The event of an image that became ready. */
    public static ImageEvent published(Image image) {
        return new ImageEvent(Kind.PUBLISHED, image.updatedAt(), image);
    }

    /** The event of a revision. */
    public static ImageEvent updated(Image next) {
        return new ImageEvent(Kind.UPDATED, next.updatedAt(), next);
    }

    /** The event of an image that was moved to the trash. */
    public static ImageEvent trashed(Image image, Instant at) {
        return new ImageEvent(Kind.TRASHED, at, image);
    }

    /** The event of an image that was restored from the trash. */
    public static ImageEvent restored(Image image, Instant at) {
        return new ImageEvent(Kind.RESTORED, at, image);
    }

    /** The event of a withdrawal. */
    public static ImageEvent deleted(Image last, Instant at) {
        return new ImageEvent(Kind.DELETED, at, last);
    }

    /**
     * Its identity, which is the same wherever and however often it is read. An image may be trashed and restored several times in one version,
     * so their identities contain the time.
     */
    public String id() {
        return "%s-%d-%s".formatted(image.id(), image.version(), switch (kind) {
            case PUBLISHED -> "published";
            case UPDATED -> "updated";
            case TRASHED -> "trashed-" + at.toEpochMilli();
            case RESTORED -> "restored-" + at.toEpochMilli();
            case DELETED -> "deleted";
        });
    }
}
