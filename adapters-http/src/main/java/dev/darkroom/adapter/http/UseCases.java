package dev.darkroom.adapter.http;

import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.events.ReadEvents;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.DeleteImages;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.in.library.EditImages;
import dev.darkroom.domain.port.in.library.FindExisting;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.library.ListTags;
import dev.darkroom.domain.port.in.library.ViewCalendar;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.operations.CheckHealth;
import dev.darkroom.domain.port.in.trash.RestoreImage;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import dev.darkroom.domain.port.in.upload.UploadImage;
import org.jspecify.annotations.Nullable;

/**
 * The use cases that the routes call.
 *
 * @param authenticate null for no sign-in: every request may do everything
 * @param fetchBlob null if the store serves its presigned URLs itself: there is no {@code /blobs} route
 * @param directUploads null if direct uploads are not offered: there is no {@code /uploads} route
 */
public record UseCases(
        @Nullable Authenticate authenticate,
        UploadImage uploadImage,
        ListImages listImages,
        ViewCalendar viewCalendar,
        ListTags listTags,
        ViewImage viewImage,
        EditImage editImage,
        EditImages editImages,
        DeleteImage deleteImage,
        DeleteImages deleteImages,
        ViewTrash viewTrash,
        RestoreImage restoreImage,
        FindExisting findExisting,
        @Nullable FetchBlob fetchBlob,
        CheckHealth checkHealth,
        @Nullable DirectUploads directUploads,
        ResumableUploads resumableUploads,
        ReadEvents readEvents) {}
