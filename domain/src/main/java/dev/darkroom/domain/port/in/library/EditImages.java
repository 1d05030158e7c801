package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the same changes to several images. Thread-safe. */
public interface EditImages {
    /** The maximum number of images of one call. */
    int MAX_COUNT = 100;

    /**
     * Edits each image as {@link EditImage} does, on top of concurrent edits. An image whose limits the changes would break stays as it
     * is, and does not keep the others from being edited.
     *
     * @return the result for each image of the command
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable, or concurrent edits
     *     keep this one from succeeding; some images may have been edited, and a repeated call edits the rest
     */
    Map<ImageId, Result> edit(Command command);

    /** The images to edit, and the changes. */
    record Command(Actor actor, Set<ImageId> ids, Changes changes) {
        /** @throws IllegalArgumentException when there are more than {@link #MAX_COUNT} */
        public Command {
            ids = Set.copyOf(ids);
            if (ids.size() > MAX_COUNT) {
                throw new IllegalArgumentException("At most " + MAX_COUNT + " images at once, not " + ids.size());
            }
        }
    }

    /**
     * The changes to each image. Its other tags stay in their order, and new tags follow them.
     *
     * @param visibility the new visibility, or null to keep that of each image
     */
    record Changes(Tags add, Tags remove, @Nullable Visibility visibility) {
        /** @throws InvalidValueException when there is no change, or a tag is both added and removed */
        public Changes {
            if (add.values().isEmpty() && remove.values().isEmpty() && visibility == null) {
                throw new InvalidValueException("add_tags",
                        "must have a tag, or else remove_tags or visibility must be given");
            }
            for (Tag tag : add) {
                if (remove.values().contains(tag)) {
                    throw new InvalidValueException("remove_tags",
                            "must have no tag of add_tags: give \"%s\" in one of them".formatted(tag));
                }
            }
        }
    }

    /** The result for one image. */
    sealed interface Result {
        /**
         * The image has the changes.
         *
         * @param version the version after the edit; an edit without effect makes no new one
         */
        record Edited(long version) implements Result {}

        /** There is no such image, or the actor may not change it. */
        record NotFound() implements Result {}

        /**
         * The image would have too many tags. It did not change.
         *
         * @param version its present version
         */
        record Invalid(long version) implements Result {}
    }
}
