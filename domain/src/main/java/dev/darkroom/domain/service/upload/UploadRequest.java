package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.upload.UploadImage.Result;
import java.util.Optional;

/** One request for an upload, as one that may repeat another or as one that may not. Not thread-safe. */
sealed interface UploadRequest permits IdempotentUpload, SingleUpload, UniqueUpload {
    /** The result of an earlier request with the same key or bytes; empty if this request has to make the image. */
    Optional<Result> earlierResult();

    /**
     * Claims the key for an image that was announced.
     *
     * @return the result of a concurrent request that was faster; empty if this request has to continue
     */
    Optional<Result> claimKey(ImageId id);

    /** Records the published image as the result of the key, and returns the result of this request. */
    Result uploaded(Image image);
}
