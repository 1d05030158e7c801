package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.in.library.EditImage.Change;
import dev.darkroom.domain.port.in.library.EditImages;
import java.util.Map;

/** Edits a few images concurrently. */
public final class EditImagesService implements EditImages {
    private final EditImage editImage;

    public EditImagesService(EditImage editImage) {
        this.editImage = editImage;
    }

    @Override
    public Map<ImageId, Result> edit(Command command) {
        EditImage.Changes changes = each(command.changes());
        return BoundedParallel.forEach(command.ids(),
                id -> switch (editImage.edit(new EditImage.Command(command.actor(), id, changes, null))) {
                    case EditImage.Result.Edited(var image) -> new Result.Edited(image.version());
                    case EditImage.Result.NotFound() -> new Result.NotFound();
                    case EditImage.Result.Invalid(var image, _) -> new Result.Invalid(image.version());
                    case EditImage.Result.VersionMismatch() ->
                        throw new IllegalStateException("The edit of " + id + " requires no version");
                });
    }

    /** The changes to one image. Tags are removed first, so that a full image has room for those that replace them. */
    private static EditImage.Changes each(Changes changes) {
        Visibility visibility = changes.visibility();
        return new EditImage.Changes(
                new Change.Keep<>(),
                new Change.Keep<>(),
                new Change.Computed<>(tags -> tags.without(changes.remove()).with(changes.add())),
                visibility == null ? new Change.Keep<>() : new Change.To<>(visibility));
    }
}
