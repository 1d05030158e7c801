package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.RESERVATION_OWNER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_PENDING;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.usage.OwnerUsage;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Announces images, and reserves a part of the owner's quota for them. Thread-safe. */
public final class Reservations {
    private final Table table;
    private final ImageWrites writes;
    private final ImageReader images;
    private final OwnerUsage usage;

    public Reservations(Table table, OwnerUsage usage) {
        this.table = table;
        this.writes = new ImageWrites(table);
        this.images = new ImageReader(table);
        this.usage = usage;
    }

    /** See {@link ImageCatalog#announce(ImageState.Pending, Quota)}. */
    public Announcement announce(ImageState.Pending pending, Quota quota) {
        TransactWriteItem row = writes.put(ImageItems.pending(pending), Condition.isNew());
        QuotaReservation claim = pending.claim();
        Optional<Reservation> reservation = claim == null
                ? announce(row)
                : usage.reserve(row, claim.owner(), claim.sizeBytes(), quota);
        if (reservation.isPresent() && reservation.get() instanceof Reservation.Reserved) {
            return reservation.get();
        }
        // An earlier attempt may have announced it, even one whose response was lost and which used up the quota.
        return switch (images.state(pending.id()).orElse(null)) {
            case ImageState.Pending _ -> new Reservation.Reserved();
            case ImageState.Ready _,ImageState.Trashed _, ImageState.Deleting _ -> new Announcement.IdInUse();
            case null -> reservation.orElseThrow(() -> ImageWrites.conflicts(pending.id()));
        };
    }

    /** Returns empty if the row exists. */
    private Optional<Reservation> announce(TransactWriteItem row) {
        return switch (table.write(row)) {
            case Write.Done() -> Optional.of(new Reservation.Reserved());
            case Write.Refused _ -> Optional.empty();
        };
    }

    /** See {@link ImageCatalog#claim}. */
    public Reservation claim(ImageId id, QuotaReservation claim, Quota quota) {
        for (int attempt = 0; attempt < ImageWrites.ATTEMPTS; attempt++) {
            if (!(images.state(id).orElse(null) instanceof ImageState.Pending pending)
                    || !claim.isMoreThan(pending.claim())) {
                return new Reservation.Reserved();
            }
            QuotaReservation current = pending.claim();
            TransactWriteItem row = writes.update(
                    ImageItems.key(id),
                    "SET %s = :claimed, %s = :owner".formatted(COUNTED_BYTES, RESERVATION_OWNER),
                    Map.of(
                            ":claimed", number(claim.sizeBytes()),
                            ":owner", text(claim.owner().value())),
                    Condition.state(STATE_PENDING)
                            .and(Condition.counted(current == null ? null : number(current.sizeBytes()))));
            long difference = claim.sizeBytes() - (current == null ? 0 : current.sizeBytes());
            Optional<Reservation> reservation = usage.reserve(row, claim.owner(), difference, quota);
            if (reservation.isPresent()) {
                return reservation.get();
            }
        }
        throw ImageWrites.conflicts(id);
    }
}
