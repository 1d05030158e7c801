package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.object.ContentType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which images a list shows. A null field and an empty list do not restrict; the others combine with AND.
 *
 * @param tags all of which an image must have, without duplicates, at most {@value #MAX_TAGS}
 * @param created when the image was stored
 * @param taken {@linkplain Image#takenTime() when the picture was taken}
 */
public record ImageFilter(
        @Nullable UserId owner,
        List<Tag> tags,
        @Nullable ContentType contentType,
        @Nullable Visibility visibility,
        TimeRange created,
        TimeRange taken) {

    /** How many different tags a filter can have. */
    public static final int MAX_TAGS = 10;

    /** Every image. */
    public static final ImageFilter ALL = new ImageFilter(null, List.of(), null, null, TimeRange.ALL, TimeRange.ALL);

    /**
     * Drops repeated tags.
     *
     * @throws InvalidValueException when more than {@link #MAX_TAGS} different tags are left
     */
    public ImageFilter {
        tags = tags.stream().distinct().toList();
        if (tags.size() > MAX_TAGS) {
            throw new InvalidValueException("tag", "must be given at most 10 times");
        }
    }

    /** The same with this owner. */
    public ImageFilter withOwner(@Nullable UserId newOwner) {
        return new ImageFilter(newOwner, tags, contentType, visibility, created, taken);
    }

    /** The same with these tags. */
    public ImageFilter withTags(List<Tag> newTags) {
        return new ImageFilter(owner, newTags, contentType, visibility, created, taken);
    }

    /** The same with this content type. */
    public ImageFilter withContentType(@Nullable ContentType newContentType) {
        return new ImageFilter(owner, tags, newContentType, visibility, created, taken);
    }

    /** The same with this visibility. */
    public ImageFilter withVisibility(@Nullable Visibility newVisibility) {
        return new ImageFilter(owner, tags, contentType, newVisibility, created, taken);
    }

    /** The same with this range of the time when images were stored. */
    public ImageFilter withCreated(TimeRange newCreated) {
        return new ImageFilter(owner, tags, contentType, visibility, newCreated, taken);
    }

    /** The same with this range of the time when pictures were taken. */
    public ImageFilter withTaken(TimeRange newTaken) {
        return new ImageFilter(owner, tags, contentType, visibility, created, newTaken);
    }

    /** Whether the list shows the image. */
    public boolean matches(Image image) {
        return (owner == null || owner.equals(image.owner()))
                && image.details().tags().values().containsAll(tags)
                && (contentType == null || contentType == image.contentType())
                && (visibility == null || visibility == image.details().visibility())
                && created.contains(image.createdAt())
                && taken.contains(image.takenTime());
    }
}
