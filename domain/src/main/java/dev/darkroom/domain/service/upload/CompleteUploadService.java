package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.service.content.TemporaryCopy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Copies the bytes that arrived into a temporary file, makes an image of the copy, and removes the bytes that arrived, in this order. A call
 * that fails at any step can be repeated.
 *
 * <p>Concurrent calls store the same original: bytes that arrived can't be replaced, and they stay until the image is
 * published.
 */
public final class CompleteUploadService implements CompleteUpload {
    /** How many uploads are completed at once. Times the size of the largest upload, this limits the disk space in use. */
    public static final int AT_ONCE = 4;

    /** How long a completion waits for another upload of the same bytes. Meanwhile it keeps one of the few turns. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private final Completion completion;
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final InstantSource clock;

    /**
     * @param spare makes placeholders at once, or rejects the work
     * @param later makes placeholders from a queue, or rejects the work
     * @param spoolFolder an existing folder for the copies
     */
    public CompleteUploadService(
            ImageInspector inspector,
            ImageRenderer renderer,
            Executor spare,
            Executor later,
            BlobStore store,
            ImageCatalog catalog,
            IdempotencyStore keys,
            InstantSource clock,
            Path spoolFolder,
            Quota quota) {
        Placeholders placeholders = new Placeholders(renderer, store, catalog, spoolFolder, spare, later);
        this.completion = new Completion(
                inspector, placeholders, store, catalog, new Duplicates(catalog, keys, clock, MAX_WAIT), clock,
                spoolFolder,
                quota, new Semaphore(AT_ONCE, true));
        this.store = store;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Shared by all uploads that are completed, because their number at a time is limited. */
    Completion completion() {
        return completion;
    }

    @Override
    public Result complete(Actor actor, ImageId id, boolean returnsExisting) {
        Result result = switch (catalog.state(id).orElse(null)) {
            case ImageState.Ready(Image image) when actor.mayChange(image.owner()) -> new Result.Completed(image);
            case ImageState.AwaitingBytes pending when isOpen(pending, actor) ->
                completion.inTurn(() -> findBytes(pending, actor, returnsExisting));
            case ImageState.Ready _,ImageState.Trashed _, ImageState.Pending _ -> new Result.NotFound();
            case ImageState.Deleting _ -> remembered(actor, id);
            case null -> remembered(actor, id);
        };
        if (result instanceof Result.Completed) {
            // In a repeated call too, because the first call may have failed before.
            store.delete(ObjectKey.upload(id));
        }
        return result;
    }

    private Result remembered(Actor actor, ImageId id) {
        return completion.duplicates().remembered(id, actor).<Result>map(Result.Existing::new)
                .orElseGet(Result.NotFound::new);
    }

    private boolean isOpen(ImageState.AwaitingBytes pending, Actor actor) {
        return actor.mayChange(pending.upload().owner()) && !clock.instant().isAfter(pending.deadline());
    }

    private Result findBytes(ImageState.AwaitingBytes pending, Actor actor, boolean returnsExisting) {
        return switch (store.stat(ObjectKey.upload(pending.id())).orElse(null)) {
            case StoredObject arrived when arrived.sizeBytes() == pending.upload().sizeBytes() ->
                copy(pending, arrived, actor, returnsExisting);
            case StoredObject arrived -> completion.refuse(
                    pending.id(),
                    new Result.Damaged("%d bytes were declared and %d arrived: start the upload again".formatted(
                            pending.upload().sizeBytes(), arrived.sizeBytes())));
            case null -> withoutBytes(pending.id(), actor);
        };
    }

    private Result copy(
            ImageState.AwaitingBytes pending, StoredObject arrived, Actor actor, boolean returnsExisting) {
        return TemporaryCopy
                .use(store, arrived, completion.spoolFolder(), copy -> confirm(pending, copy, actor, returnsExisting))
                .orElseGet(() -> withoutBytes(pending.id(), actor));
    }

    /** The copy has the bytes that every call for this upload reads only if the image was still pending after it was read. */
    private Result confirm(
            ImageState.AwaitingBytes earlier, Content copy, Actor actor, boolean returnsExisting) {
        return switch (catalog.state(earlier.id()).orElse(null)) {
            case ImageState.AwaitingBytes pending -> {
                DirectUpload upload = pending.upload();
                yield completion.complete(pending, upload.owner(), upload.filename(), upload.details(), copy,
                        returnsExisting || upload.returnsExisting() ? pending.id() : null);
            }
            case ImageState.Ready(Image image) -> new Result.Completed(image);
            case ImageState.Uploading _,ImageState.Receiving _, ImageState.Trashed _ -> new Result.NotFound();
            case ImageState.Deleting _ -> remembered(actor, earlier.id());
            case null -> remembered(actor, earlier.id());
        };
    }

    /** The bytes have not arrived, or a concurrent call completed the upload and removed them. */
    private Result withoutBytes(ImageId id, Actor actor) {
        return switch (catalog.state(id).orElse(null)) {
            case ImageState.Ready(Image image) -> new Result.Completed(image);
            case ImageState.Pending _ -> new Result.Incomplete();
            case ImageState.Trashed _ -> new Result.NotFound();
            case ImageState.Deleting _ -> remembered(actor, id);
            case null -> remembered(actor, id);
        };
    }
}
