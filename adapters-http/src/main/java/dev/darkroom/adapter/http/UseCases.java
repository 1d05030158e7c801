package dev.darkroom.adapter.http;

import dev.darkroom.domain.port.in.Authenticate;
import dev.darkroom.domain.port.in.CheckHealth;
import dev.darkroom.domain.port.in.DeleteImage;
import dev.darkroom.domain.port.in.DeleteImages;
import dev.darkroom.domain.port.in.EditImage;
import dev.darkroom.domain.port.in.FetchBlob;
import dev.darkroom.domain.port.in.ListImages;
import dev.darkroom.domain.port.in.UploadImage;
import dev.darkroom.domain.port.in.ViewImage;
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
