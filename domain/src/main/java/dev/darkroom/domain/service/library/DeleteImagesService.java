package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.DeleteImages;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Deletes a few images concurrently. */
public final class DeleteImagesService implements DeleteImages {
    private final DeleteImage deleteImage;

    public DeleteImagesService(DeleteImage deleteImage) {
        this.deleteImage = deleteImage;
    }

    @Override
    public Set<ImageId> delete(Command command) {
        return BoundedParallel.forEach(command.ids(), id -> isDeleted(command, id)).entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean isDeleted(Command command, ImageId id) {
        return switch (deleteImage.delete(new DeleteImage.Command(command.actor(), id, null, command.isPermanent()))) {
            case DeleteImage.Result.Deleted() -> true;
            case DeleteImage.Result.Trashed() -> true;
            case DeleteImage.Result.NotFound() -> false;
            case DeleteImage.Result.VersionMismatch() -> false;
        };
    }
}
