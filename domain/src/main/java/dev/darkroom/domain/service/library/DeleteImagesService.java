package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.DeleteImages;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Deletes a few images concurrently, because a hundred deletions in sequence would add up the latency of a remote store. */
public final class DeleteImagesService implements DeleteImages {
    /** The concurrent deletions of one call; each uses one connection to the store or the catalog. */
    static final int AT_ONCE = 8;

    private final DeleteImage deleteImage;

    public DeleteImagesService(DeleteImage deleteImage) {
        this.deleteImage = deleteImage;
    }

    @Override
    public Set<ImageId> delete(Command command) {
        AtomicBoolean failed = new AtomicBoolean();
        List<Callable<Set<ImageId>>> deletions = command.ids().stream()
                .<Callable<Set<ImageId>>>map(id -> () -> {
                    // If the storage is unavailable, the others would only wait for it too.
                    return failed.get() ? Set.of() : delete(command, id, failed);
                })
                .toList();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            Set<ImageId> deleted = new HashSet<>();
            for (Future<Set<ImageId>> deletion : threads.invokeAll(deletions)) {
                deleted.addAll(deletion.get());
            }
            return deleted;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case StorageException known -> throw known;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted while images were deleted", e);
        }
    }

    private Set<ImageId> delete(Command command, ImageId id, AtomicBoolean failed) {
        try {
            return switch (deleteImage.delete(new DeleteImage.Command(command.actor(), id, null))) {
                case DeleteImage.Result.Deleted() -> Set.of(id);
                case DeleteImage.Result.NotFound() -> Set.of();
                case DeleteImage.Result.VersionMismatch() -> Set.of();
            };
        } catch (StorageException e) {
            failed.set(true);
            throw e;
        }
    }
}
