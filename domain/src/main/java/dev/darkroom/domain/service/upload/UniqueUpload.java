package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.port.in.upload.UploadImage.Result;
import java.util.Optional;

/** A request that returns an image of its owner with the same bytes, if there is one. */
record UniqueUpload(UploadRequest request, Duplicates duplicates, UserId owner, Checksum received)
        implements
        UploadRequest {
    @Override
    public Optional<Result> earlierResult() {
        return request.earlierResult().or(() -> duplicates.find(owner, received).map(Result.Existing::new));
    }

    @Override
    public Optional<Result> claimKey(ImageId id) {
        return request.claimKey(id).or(() -> switch (duplicates.claim(owner, received, id)) {
            case Duplicates.Claim.Claimed() -> Optional.empty();
            case Duplicates.Claim.Existing(Image image) -> Optional.of(new Result.Existing(image));
            case Duplicates.Claim.InFlight() -> Optional.of(new Result.InFlight());
        });
    }

    @Override
    public Result uploaded(Image image) {
        return request.uploaded(image);
    }
}
