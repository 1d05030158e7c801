package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.upload.UploadImage.Result;
import java.util.Optional;

/** A request without an idempotency key: each makes an image of its own. */
record SingleUpload() implements UploadRequest {
    @Override
    public Optional<Result> earlierResult() {
        return Optional.empty();
    }

    @Override
    public Optional<Result> claimKey(ImageId id) {
        return Optional.empty();
    }

    @Override
    public Result uploaded(Image image) {
        return new Result.Uploaded(image);
    }
}
