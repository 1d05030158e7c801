package dev.darkroom.domain.model.access;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.Visibility;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** On whose behalf a use case runs. This type alone decides what an actor may see and change. */
public sealed interface Actor {
    /** Sign-in is off: every caller may do everything, for every owner. */
    record Anyone() implements Actor {}

    /** A signed-in user: may see and change their own pictures, and see the public pictures of others. */
    record User(UserId id) implements Actor {}

    /** A signed-in administrator: may do everything. */
    record Admin(UserId id) implements Actor {}

    /** Whether the actor may see the image. */
    default boolean maySee(Image image) {
        return image.details().visibility() == Visibility.PUBLIC || mayChange(image.owner());
    }

    /** Whether the actor may change and delete the images and uploads of this owner. */
    default boolean mayChange(UserId owner) {
        return switch (this) {
            case Anyone() -> true;
            case User(UserId id) -> id.equals(owner);
            case Admin _ -> true;
        };
    }

    /**
     * The owner of a picture that the actor stores; empty when the actor may not store one for the requested owner, or when
     * there is no owner.
     *
     * @param asked the requested owner, or null for the actor itself
     */
    default Optional<UserId> ownerOfNew(@Nullable UserId asked) {
        return switch (this) {
            case Anyone() -> Optional.ofNullable(asked);
            case User(UserId id) -> asked == null || asked.equals(id) ? Optional.of(id) : Optional.empty();
            case Admin(UserId id) -> Optional.of(asked == null ? id : asked);
        };
    }

    /** The user who acts. Without sign-in, this is the owner of the picture. */
    default UserId acting(UserId owner) {
        return switch (this) {
            case Anyone() -> owner;
            case User(UserId id) -> id;
            case Admin(UserId id) -> id;
        };
    }

    /**
     * Restricts the filter to images that the actor may see; empty when there can be none. If a user gives no owner, the
     * filter is restricted to their own images, or to all public images if it asks for public ones.
     */
    default Optional<ImageFilter> restrict(ImageFilter filter) {
        return switch (this) {
            case Anyone() -> Optional.of(filter);
            case Admin _ -> Optional.of(filter);
            case User(UserId id) when id.equals(filter.owner()) -> Optional.of(filter);
            case User(UserId id) -> {
                if (filter.owner() == null && filter.visibility() != Visibility.PUBLIC) {
                    yield Optional.of(filter.withOwner(id));
                }
                yield filter.visibility() == Visibility.PRIVATE
                        ? Optional.empty()
                        : Optional.of(filter.withVisibility(Visibility.PUBLIC));
            }
        };
    }
}
