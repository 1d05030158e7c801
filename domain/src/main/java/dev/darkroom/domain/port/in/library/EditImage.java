package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes what the owner says about one image. Thread-safe. */
public interface EditImage {
    /**
     * Makes all changes in one step, or none. Changes that leave everything as it is make no new version. Without a version
     * asked for, the changes are made on top of whatever others change at the same time.
     *
     * @throws dev.darkroom.domain.model.InvalidValueException when a text does not fit
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is out of reach, or others
     *     change the image over and over; the changes may have been made, and can be repeated
     */
    Result edit(Command command);

    /**
     * What to change of which image.
     *
     * @param ifVersion change only this version, or null to change any
     */
    record Command(Actor actor, ImageId id, Changes changes, @Nullable Long ifVersion) {}

    /** For each detail, whether it stays; texts and tags can be taken away, the visibility only be another one. */
    record Changes(
            Change<Optional<String>> title,
            Change<Optional<String>> description,
            Change<Tags> tags,
            Change<Visibility> visibility) {

        /** The details with the changes made. */
        public ImageDetails applyTo(ImageDetails current) {
            return new ImageDetails(
                    title.of(Optional.ofNullable(current.title())).orElse(null),
                    description.of(Optional.ofNullable(current.description())).orElse(null),
                    tags.of(current.tags()),
                    visibility.of(current.visibility()));
        }
    }

    /** What becomes of one detail. */
    sealed interface Change<T> {
        /** It stays as it is. */
        record Keep<T>() implements Change<T> {}

        /** It is this from now on. */
        record To<T>(T value) implements Change<T> {}

        /** The detail afterwards. */
        default T of(T current) {
            return switch (this) {
                case Keep<T>() -> current;
                case To<T>(T value) -> value;
            };
        }
    }

    /** What became of the command. */
    sealed interface Result {
        /** The image as it is now. */
        record Edited(Image image) implements Result {}

        /** There is no such image (any more), or it is not the actor's. */
        record NotFound() implements Result {}

        /** The image has another version; nothing changed. */
        record VersionMismatch() implements Result {}
    }
}
