package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.object.ContentType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which images a list shows. A null field does not restrict; the others combine with AND.
 *
 * @param createdFrom inclusive
 * @param createdBefore exclusive
 */
public record ImageFilter(
        @Nullable UserId owner,
        @Nullable Tag tag,
        @Nullable ContentType contentType,
        @Nullable Visibility visibility,
        @Nullable Instant createdFrom,
        @Nullable Instant createdBefore) {

    /** Every image. */
    public static final ImageFilter ALL = new ImageFilter(null, null, null, null, null, null);

    /** The same with this owner. */
    public ImageFilter withOwner(UserId newOwner) {
        return new ImageFilter(newOwner, tag, contentType, visibility, createdFrom, createdBefore);
    }

    /** The same with this visibility. */
    public ImageFilter withVisibility(Visibility newVisibility) {
        return new ImageFilter(owner, tag, contentType, newVisibility, createdFrom, createdBefore);
    }

    /** Whether the list shows the image. */
    public boolean matches(Image image) {
        return (owner == null || owner.equals(image.owner()))
                && (tag == null || image.details().tags().values().contains(tag))
                && (contentType == null || contentType == image.contentType())
                && (visibility == null || visibility == image.details().visibility())
                && (createdFrom == null || !image.createdAt().isBefore(createdFrom))
                && (createdBefore == null || image.createdAt().isBefore(createdBefore));
    }
}
