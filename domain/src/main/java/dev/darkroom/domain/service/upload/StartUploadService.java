package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.catalog.IdGenerator;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Announces the image with its declared details, then signs a URL for its bytes. */
public final class StartUploadService implements StartUpload {
    private final ImageCatalog catalog;
    private final UrlSigner signer;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final long maxBytes;
    private final Quota quota;

    /** @param maxBytes the largest size that can be declared */
    public StartUploadService(
            ImageCatalog catalog, UrlSigner signer, IdGenerator ids, InstantSource clock, long maxBytes, Quota quota) {
        this.catalog = catalog;
        this.signer = signer;
        this.ids = ids;
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.quota = quota;
    }

    @Override
    public Result start(Command command) {
        return command.actor()
                .ownerOfNew(command.owner())
                .map(owner -> start(new DirectUpload(
                        owner, command.filename(), command.details(), command.contentType(), command.sizeBytes(),
                        command.returnsExisting())))
                .orElseGet(Result.NotAllowed::new);
    }

    private Result start(DirectUpload upload) {
        if (upload.sizeBytes() > maxBytes) {
            return new Result.TooLarge(maxBytes);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ImageId id = ids.next(now);
        // The row comes first, because every object must belong to a row.
        ImageState.Pending pending = new ImageState.AwaitingBytes(id, now.plus(COMPLETE_WITHIN), upload)
                .claiming(quota.claim(upload.owner(), upload.sizeBytes()));
        return switch (catalog.announce(pending, quota)) {
            case Reservation.Reserved() -> new Result.Started(
                    id,
                    upload.owner(),
                    signer.signUpload(ObjectKey.upload(id), upload.contentType(), upload.sizeBytes(), URL_VALIDITY));
            case Announcement.IdInUse() -> throw new IllegalStateException("The image " + id + " was announced before");
            case Reservation.QuotaExceeded(long usedBytes) -> new Result.QuotaExceeded(quota.bytes(), usedBytes);
        };
    }
}
