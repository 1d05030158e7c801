package dev.darkroom.bootstrap.lifecycle;

import dev.darkroom.adapter.http.DirectUploads;
import dev.darkroom.adapter.http.ResumableUploads;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes some renditions after an upload, one at a time while a processor is idle, so that the first view does
 * not wait for them. No upload waits for them. They are made with the first view if the queue is full, if the work fails, or if the process
 * stops before. Thread-safe.
 */
final class PreparedRenditions {
    private static final Logger LOG = LoggerFactory.getLogger(PreparedRenditions.class);

    /** Those of a browser, which accepts WebP. */
    private static final List<ContentType> FORMATS = List.of(ContentType.WEBP, ContentType.JPEG);

    private final ViewImage views;
    private final List<String> names;
    private final Executor idle;

    /**
     * @param names of the renditions
     * @param idle runs work while a processor is idle, or rejects it
     */
    PreparedRenditions(ViewImage views, List<String> names, Executor idle) {
        this.views = views;
        this.names = List.copyOf(names);
        this.idle = idle;
    }

    /** The use cases, whose uploads are followed by the work. */
    UseCases after(UseCases useCases) {
        return new UseCases(
                useCases.authenticate(), upload(useCases.uploadImage()), useCases.listImages(), useCases.viewCalendar(),
                useCases.listTags(), useCases.viewImage(), useCases.editImage(), useCases.editImages(),
                useCases.deleteImage(), useCases.deleteImages(), useCases.viewTrash(), useCases.restoreImage(),
                useCases.findExisting(), useCases.fetchBlob(),
                useCases.checkHealth(), direct(useCases.directUploads()),
                resumable(useCases.resumableUploads()), useCases.readEvents());
    }

    private @Nullable DirectUploads direct(@Nullable DirectUploads uploads) {
        return uploads == null ? null
                : new DirectUploads(uploads.startUpload(), complete(uploads.completeUpload()), uploads.cancelUpload(),
                        uploads.receiveBlob());
    }

    private ResumableUploads resumable(ResumableUploads uploads) {
        return new ResumableUploads(
                uploads.startUpload(), append(uploads.appendToUpload()), uploads.cancelUpload());
    }

    private UploadImage upload(UploadImage uploads) {
        return command -> {
            UploadImage.Result result = uploads.upload(command);
            if (result instanceof UploadImage.Result.Uploaded(var image)) {
                prepare(command.actor(), image.id());
            }
            return result;
        };
    }

    private CompleteUpload complete(CompleteUpload uploads) {
        return (actor, id, returnsExisting) -> {
            CompleteUpload.Result result = uploads.complete(actor, id, returnsExisting);
            if (result instanceof CompleteUpload.Result.Completed(var image)) {
                prepare(actor, image.id());
            }
            return result;
        };
    }

    private AppendToUpload append(AppendToUpload uploads) {
        return new AppendToUpload() {
            @Override
            public Result find(Actor actor, ImageId id, boolean returnsExisting) {
                return uploads.find(actor, id, returnsExisting);
            }

            @Override
            public Result append(Command command) {
                Result result = uploads.append(command);
                if (result instanceof Result.Finished(var image, var existed, _, _) && !existed) {
                    prepare(command.actor(), image.id());
                }
                return result;
            }
        };
    }

    private void prepare(Actor actor, ImageId id) {
        try {
            names.forEach(name -> idle.execute(() -> make(actor, id, name)));
        } catch (RejectedExecutionException full) {
            LOG.debug("The renditions of {} are made with its first view", id);
        }
    }

    private void make(Actor actor, ImageId id, String name) {
        try {
            ViewImage.Result _ = views.view(new ViewImage.Query(
                    actor, id, new ViewImage.Address.Steady(), new ViewImage.RenditionChoice(name, FORMATS)));
        } catch (RuntimeException failed) {
            LOG.debug("The rendition {} of {} is made with its first view", name, id, failed);
        }
    }
}
