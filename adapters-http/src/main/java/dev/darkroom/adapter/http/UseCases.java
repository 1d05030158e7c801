package dev.darkroom.adapter.http;

import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.DeleteImages;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.operations.CheckHealth;
import dev.darkroom.domain.port.in.upload.UploadImage;
import org.jspecify.annotations.Nullable;

/**
 * What the routes call.
 *
 * @param authenticate null where there is no sign-in: everybody may do everything then
 * @param fetchBlob null when the store serves its presigned URLs itself: there is no {@code /blobs} route then
 * @param directUploads null where none are offered: there is no {@code /uploads} route then
 */
public record UseCases(
        @Nullable Authenticate authenticate,
        UploadImage uploadImage,
        ListImages listImages,
        ViewImage viewImage,
        EditImage editImage,
        DeleteImage deleteImage,
        DeleteImages deleteImages,
        @Nullable FetchBlob fetchBlob,
        CheckHealth checkHealth,
        @Nullable DirectUploads directUploads) {}
