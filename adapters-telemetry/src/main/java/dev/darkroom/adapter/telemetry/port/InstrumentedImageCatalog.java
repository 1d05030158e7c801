package dev.darkroom.adapter.telemetry.port;

import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.model.summary.TagPage;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Measures each call of a catalog. */
public record InstrumentedImageCatalog(ImageCatalog catalog, PortCalls calls) implements ImageCatalog {
    @Override
    public Announcement announce(ImageState.Pending pending, Quota quota) {
        return calls.timed("announce", () -> catalog.announce(pending, quota));
    }

    @Override
    public Announcement announce(ImageState.Pending pending) {
        return calls.timed("announce", () -> catalog.announce(pending));
    }

    @Override
    public Reservation claim(ImageId id, QuotaReservation claim, Quota quota) {
        return calls.timed("claim", () -> catalog.claim(id, claim, quota));
    }

    @Override
    public Advance advance(ImageId id, UploadProgress current, UploadProgress next) {
        return calls.timed("advance", () -> catalog.advance(id, current, next));
    }

    @Override
    public Publication publish(Image image) {
        return calls.timed("publish", () -> catalog.publish(image));
    }

    @Override
    public Optional<Image> find(ImageId id) {
        return calls.timed("find", () -> catalog.find(id));
    }

    @Override
    public Optional<Image> findReceived(UserId owner, Checksum receivedSha256) {
        return calls.timed("find_received", () -> catalog.findReceived(owner, receivedSha256));
    }

    @Override
    public Optional<ImageState> state(ImageId id) {
        return calls.timed("state", () -> catalog.state(id));
    }

    @Override
    public Revision revise(Image current, Image next) {
        return calls.timed("revise", () -> catalog.revise(current, next));
    }

    @Override
    public void addPlaceholder(ImageId id, String placeholder) {
        calls.timed("add_placeholder", () -> catalog.addPlaceholder(id, placeholder));
    }

    @Override
    public Withdrawal withdraw(ImageId id, VersionCondition condition, Instant at) {
        return calls.timed("withdraw", () -> catalog.withdraw(id, condition, at));
    }

    @Override
    public Abandonment abandon(ImageId id) {
        return calls.timed("abandon", () -> catalog.abandon(id));
    }

    @Override
    public void remove(ImageId id) {
        calls.timed("remove", () -> catalog.remove(id));
    }

    @Override
    public ImagePage list(PageRequest request) {
        return calls.timed("list", () -> catalog.list(request));
    }

    @Override
    public Set<Ability> abilities() {
        return catalog.abilities();
    }

    @Override
    public Calendar calendar(ImageFilter filter) {
        return calls.timed("calendar", () -> catalog.calendar(filter));
    }

    @Override
    public TagPage tags(TagRequest request) {
        return calls.timed("tags", () -> catalog.tags(request));
    }

    @Override
    public List<ImageId> unfinished(Instant before, int limit) {
        return calls.timed("unfinished", () -> catalog.unfinished(before, limit));
    }

    @Override
    public void check() {
        calls.timed("check", catalog::check);
    }
}
