package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.ImageState.Receiving.Declaration;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.PartToken;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import java.time.InstantSource;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stores each append as one object, and then advances the upload to it by compare-and-set. An append that was overtaken removes its object.
 * After the last part, the parts are joined and make the image. They are removed after it is published.
 */
public final class AppendToUploadService implements AppendToUpload {
    private final Completion completion;
    private final Parts parts;
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final long maxBytes;
    private final Quota quota;

    /**
     * @param uploads completes uploads in turn with these
     * @param maxBytes the largest length of an upload
     */
    public AppendToUploadService(
            CompleteUploadService uploads, BlobStore store, ImageCatalog catalog, InstantSource clock,
            RandomGenerator random,
            long maxBytes, Quota quota) {
        this.completion = uploads.completion();
        this.parts = new Parts(store, completion.spoolFolder());
        this.store = store;
        this.catalog = catalog;
        this.clock = clock;
        this.random = random;
        this.maxBytes = maxBytes;
        this.quota = quota;
    }

    @Override
    public Result find(Actor actor, ImageId id, boolean returnsExisting) {
        ImageState.Receiving upload = open(actor, id);
        return upload == null ? new Result.NotFound() : current(upload, actor, returnsExisting);
    }

    /** The upload if the actor may continue it, otherwise null. */
    private ImageState.@Nullable Receiving open(Actor actor, ImageId id) {
        return catalog.state(id).orElse(null) instanceof ImageState.Receiving upload
                && actor.mayChange(upload.declared().owner())
                && !clock.instant().isAfter(upload.deadline()) ? upload : null;
    }

    private Result current(ImageState.Receiving upload, Actor actor, boolean returnsExisting) {
        UploadProgress progress = upload.progress();
        return progress.isWhole()
                ? finish(upload, actor, returnsExisting || upload.declared().returnsExisting())
                : new Result.Receiving(
                        progress.offset(), progress.length(), upload.deadline(), upload.declared().metadata());
    }

    @Override
    public Result append(Command command) {
        ImageState.Receiving upload = open(command.actor(), command.id());
        if (upload == null) {
            return new Result.NotFound();
        }
        UploadProgress progress = upload.progress();
        if (command.offset() != progress.offset()) {
            return new Result.WrongOffset(progress.offset());
        }
        long end = progress.offset() + command.content().sizeBytes();
        Long length = command.isLast() ? Long.valueOf(end) : command.length();
        if (length != null && progress.length() != null && !length.equals(progress.length())) {
            return new Result.WrongLength("The upload has %d bytes, and this request says %d".formatted(
                    progress.length(), length));
        }
        Long known = progress.length() == null ? length : progress.length();
        if (known != null && end > known) {
            return new Result.WrongLength("The upload has %d bytes, and %d would have arrived".formatted(known, end));
        }
        if (Math.max(end, known == null ? 0 : known) > maxBytes) {
            return new Result.TooLarge(maxBytes);
        }
        boolean isEmpty = command.content().sizeBytes() == 0;
        if (!isEmpty && progress.parts() == UploadProgress.MAX_PARTS) {
            return new Result.TooManyParts(UploadProgress.MAX_PARTS);
        }
        if (isEmpty && Objects.equals(known, progress.length())) {
            return current(upload, command.actor(), command.returnsExisting());
        }
        if (claim(upload, known == null ? end : known) instanceof Reservation.QuotaExceeded(long usedBytes)) {
            return new Result.QuotaExceeded(quota.bytes(), usedBytes);
        }
        UploadProgress told = known == null ? progress : progress.ending(known);
        return isEmpty ? advance(upload, told, command) : store(upload, told, command);
    }

    /** The claim of the image grows with an upload whose length is not known from the start. */
    private Reservation claim(ImageState.Receiving upload, long bytes) {
        QuotaReservation claim =
                upload.progress().length() != null || bytes == 0 ? null : quota.claim(upload.declared().owner(), bytes);
        return claim == null ? new Reservation.Reserved() : catalog.claim(upload.image(), claim, quota);
    }

    private Result store(ImageState.Receiving upload, UploadProgress told, Command command) {
        Content content = command.content();
        PartToken token = PartToken.random(random);
        ObjectKey key = Parts.key(upload, token);
        // Nobody receives a part, so any type will do, and the checksum is that of the joined parts.
        store.putUnchecked(key, content, ContentType.JPEG);
        Result result = advance(upload, told.with(token, content.sizeBytes()), command);
        if ((result instanceof Result.WrongOffset || result instanceof Result.NotFound) && !isPart(upload.id(), key)) {
            store.delete(key);
        }
        return result;
    }

    /**
     * Whether the upload continued with the object after all: the catalog repeats a call whose response was lost, and by then another append
     * may have followed.
     */
    private boolean isPart(ImageId id, ObjectKey key) {
        return catalog.state(id).orElse(null) instanceof ImageState.Receiving upload && parts.contains(upload, key);
    }

    private Result advance(ImageState.Receiving upload, UploadProgress next, Command command) {
        return switch (catalog.advance(upload.id(), upload.progress(), next)) {
            case ADVANCED -> current(upload.at(next), command.actor(), command.returnsExisting());
            case OVERTAKEN -> catalog.state(upload.id()).orElse(null) instanceof ImageState.Receiving other
                    ? new Result.WrongOffset(other.progress().offset())
                    : new Result.NotFound();
            case NOT_RECEIVING -> new Result.NotFound();
        };
    }

    private Result finish(ImageState.Receiving upload, Actor actor, boolean returnsExisting) {
        return switch (image(upload, actor, returnsExisting)) {
            case CompleteUpload.Result.Completed(Image image) -> finished(upload, image, false);
            case CompleteUpload.Result.Existing(Image image) -> finished(upload, image, true);
            case CompleteUpload.Result.Unsupported(String detail) -> refuse(upload, new Result.Unsupported(detail));
            case CompleteUpload.Result.Damaged(String detail) -> refuse(upload, new Result.Damaged(detail));
            case CompleteUpload.Result.QuotaExceeded(long max, long used) -> new Result.QuotaExceeded(max, used);
            case CompleteUpload.Result.NotFound(), CompleteUpload.Result.Incomplete() ->
                refuse(upload, new Result.NotFound());
        };
    }

    private Result finished(ImageState.Receiving upload, Image image, boolean existed) {
        store.deleteAll(new ObjectPrefix(upload.id()));
        return new Result.Finished(image, existed, upload.progress().offset(), upload.declared().metadata());
    }

    private CompleteUpload.Result image(ImageState.Receiving upload, Actor actor, boolean returnsExisting) {
        return switch (catalog.state(upload.image()).orElse(null)) {
            case ImageState.Ready(Image image) -> new CompleteUpload.Result.Completed(image);
            case ImageState.Pending _ -> completion.inTurn(() -> join(upload, actor, returnsExisting));
            case ImageState.Trashed _ -> new CompleteUpload.Result.NotFound();
            case ImageState.Deleting _ -> remembered(upload, actor);
            case null -> remembered(upload, actor);
        };
    }

    private CompleteUpload.Result remembered(ImageState.Receiving upload, Actor actor) {
        return completion.duplicates()
                .remembered(upload.id(), actor).<CompleteUpload.Result>map(CompleteUpload.Result.Existing::new)
                .orElseGet(CompleteUpload.Result.NotFound::new);
    }

    private CompleteUpload.Result join(ImageState.Receiving upload, Actor actor, boolean returnsExisting) {
        return parts.join(upload, copy -> switch (catalog.state(upload.image()).orElse(null)) {
            case ImageState.Ready(Image image) -> new CompleteUpload.Result.Completed(image);
            case ImageState.Pending pending -> {
                Declaration declared = upload.declared();
                yield completion.complete(
                        pending, declared.owner(), declared.filename(), declared.details(), copy,
                        returnsExisting ? upload.id() : null);
            }
            case ImageState.Trashed _ -> new CompleteUpload.Result.NotFound();
            case ImageState.Deleting _ -> remembered(upload, actor);
            case null -> remembered(upload, actor);
        }).orElseGet(() -> withoutParts(upload, actor));
    }

    /** A concurrent call made the image and removed the parts. */
    private CompleteUpload.Result withoutParts(ImageState.Receiving upload, Actor actor) {
        return switch (catalog.state(upload.image()).orElse(null)) {
            case ImageState.Ready(Image image) -> new CompleteUpload.Result.Completed(image);
            case ImageState.Pending _ ->
                throw new StorageException.Corrupted("A part of the upload " + upload.id() + " is missing", null);
            case ImageState.Trashed _ -> new CompleteUpload.Result.NotFound();
            case ImageState.Deleting _ -> remembered(upload, actor);
            case null -> remembered(upload, actor);
        };
    }

    /** Removes the upload. Its image was abandoned, or deleted after it was made. */
    private Result refuse(ImageState.Receiving upload, Result refusal) {
        switch (catalog.abandon(upload.id())) {
            case ABANDONED -> store.deleteAll(new ObjectPrefix(upload.id()));
            case NOT_PENDING -> {}
        }
        return refusal;
    }
}
