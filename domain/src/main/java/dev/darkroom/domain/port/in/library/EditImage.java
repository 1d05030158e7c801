package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changes the details of one image. Thread-safe. */
public interface EditImage {
    /**
     * Makes all changes in one step, or none. Changes that have no effect make no new version. If the command requires no
     * version, the changes are made on top of concurrent edits.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable, or
     *     concurrent edits keep this one from succeeding; the changes may have been made, and can be repeated
     */
    Result edit(Command command);

    /**
     * The changes to make.
     *
     * @param ifVersion change only this version, or null to change any
     */
    record Command(Actor actor, ImageId id, Changes changes, @Nullable Long ifVersion) {}

    /** A change for each detail. Texts and tags can be removed; the visibility can only be replaced. */
    record Changes(
            Change<Optional<String>> title,
            Change<Optional<String>> description,
            Change<Tags> tags,
            Change<Visibility> visibility) {

        /**
         * The details with the changes made.
         *
         * @throws InvalidValueException when a detail would break its limit
         */
        public ImageDetails applyTo(ImageDetails current) {
            return new ImageDetails(
                    title.of(Optional.ofNullable(current.title())).orElse(null),
                    description.of(Optional.ofNullable(current.description())).orElse(null),
                    tags.of(current.tags()),
                    visibility.of(current.visibility()));
        }
    }

    /** The change of one detail. */
    sealed interface Change<T> {
        /** The detail stays. */
        record Keep<T>() implements Change<T> {}

        /** The detail is replaced by this value. */
        record To<T>(T value) implements Change<T> {}

        /** The detail is computed from its present value, anew after each concurrent edit. */
        record Computed<T>(UnaryOperator<T> function) implements Change<T> {}

        /** The detail afterwards. */
        default T of(T current) {
            return switch (this) {
                case Keep<T>() -> current;
                case To<T>(T value) -> value;
                case Computed<T>(UnaryOperator<T> function) -> function.apply(current);
            };
        }
    }

    /** The result of {@link #edit}. */
    sealed interface Result {
        /** The image after the edit. */
        record Edited(Image image) implements Result {}

        /** There is no such image, or the actor may not change it. */
        record NotFound() implements Result {}

        /** A detail would break its limit. Nothing changed: this is the present image. */
        record Invalid(Image image, InvalidValueException reason) implements Result {}

        /** The image has another version. Nothing changed. */
        record VersionMismatch() implements Result {}
    }
}
