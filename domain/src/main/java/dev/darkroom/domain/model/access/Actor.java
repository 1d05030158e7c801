package dev.darkroom.domain.model.access;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.Visibility;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** On whose behalf a use case runs: what somebody may see and change is decided here and nowhere else. */
public sealed interface Actor {
    /** Sign-in is off: whoever reaches the service may do everything, for everybody. */
    record Anyone() implements Actor {}

    /** Somebody who signed in: their own pictures are theirs to see and to change, others' public ones to see. */
    record User(UserId id) implements Actor {}

    /** Somebody who signed in and looks after the service: may do everything. */
    record Admin(UserId id) implements Actor {}

    /** Whether the image may be shown to them. */
    default boolean maySee(Image image) {
        return image.details().visibility() == Visibility.PUBLIC || mayChange(image.owner());
    }

    /** Whether what belongs to this owner may be changed and deleted by them. */
    default boolean mayChange(UserId owner) {
        return switch (this) {
            case Anyone() -> true;
            case User(UserId id) -> id.equals(owner);
            case Admin _ -> true;
        };
    }

    /**
     * Whose a new picture of theirs is; empty when they may not store one for the owner they ask for, or when nobody is
     * named.
     *
     * @param asked null for themselves
     */
    default Optional<UserId> ownerOfNew(@Nullable UserId asked) {
        return switch (this) {
            case Anyone() -> Optional.ofNullable(asked);
            case User(UserId id) -> asked == null || asked.equals(id) ? Optional.of(id) : Optional.empty();
            case Admin(UserId id) -> Optional.of(asked == null ? id : asked);
        };
    }

    /** Who they are: without sign-in they are taken for whoever the picture is for. */
    default UserId acting(UserId owner) {
        return switch (this) {
            case Anyone() -> owner;
            case User(UserId id) -> id;
            case Admin(UserId id) -> id;
        };
    }

    /**
     * The filter with what they may not see taken out of it; empty when nothing is left. Without an owner, users mean their
     * own pictures, or everybody's public ones when they ask for public ones.
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
