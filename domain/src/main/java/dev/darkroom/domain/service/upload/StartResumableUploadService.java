package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.ImageState.Receiving.Declaration;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.out.catalog.IdGenerator;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Announces the image, which reserves the quota, and then the upload. */
public final class StartResumableUploadService implements StartResumableUpload {
    private final ImageCatalog catalog;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final long maxBytes;
    private final Quota quota;

    /** @param maxBytes the largest length of an upload */
    public StartResumableUploadService(
            ImageCatalog catalog, IdGenerator ids, InstantSource clock, long maxBytes, Quota quota) {
        this.catalog = catalog;
        this.ids = ids;
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.quota = quota;
    }

    @Override
    public Result start(Command command) {
        Long length = command.length();
        if (length != null && length > maxBytes) {
            return new Result.TooLarge(maxBytes);
        }
        return command.actor().ownerOfNew(command.owner())
                .map(owner -> start(command, owner))
                .orElseGet(Result.NotAllowed::new);
    }

    private Result start(Command command, UserId owner) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant deadline = now.plus(StartUpload.COMPLETE_WITHIN);
        Long length = command.length();
        ImageState.Pending image = new ImageState.Uploading(ids.next(now), deadline)
                .claiming(length == null || length == 0 ? null : quota.claim(owner, length));
        return switch (catalog.announce(image, quota)) {
            case Reservation.QuotaExceeded(long usedBytes) -> new Result.QuotaExceeded(quota.bytes(), usedBytes);
            case Announcement.IdInUse() -> throw inUse(image.id());
            case Reservation.Reserved() -> {
                ImageState.Pending upload = new ImageState.Receiving(
                        ids.next(now), image.id(), deadline,
                        new Declaration(owner, command.filename(), command.details(), command.metadata(),
                                command.returnsExisting()),
                        UploadProgress.none(length), null);
                yield switch (catalog.announce(upload)) {
                    case Reservation.Reserved() -> new Result.Started(upload.id(), deadline);
                    case Reservation.QuotaExceeded _, Announcement.IdInUse _ -> throw inUse(upload.id());
                };
            }
        };
    }

    private static IllegalStateException inUse(ImageId id) {
        return new IllegalStateException("The id " + id + " was announced before");
    }
}
