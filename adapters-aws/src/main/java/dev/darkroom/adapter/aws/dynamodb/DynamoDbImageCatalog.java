package dev.darkroom.adapter.aws.dynamodb;

import dev.darkroom.adapter.aws.dynamodb.lifecycle.Appends;
import dev.darkroom.adapter.aws.dynamodb.lifecycle.Deletions;
import dev.darkroom.adapter.aws.dynamodb.lifecycle.ImageReader;
import dev.darkroom.adapter.aws.dynamodb.lifecycle.Publications;
import dev.darkroom.adapter.aws.dynamodb.lifecycle.ReceivedBytes;
import dev.darkroom.adapter.aws.dynamodb.lifecycle.Reservations;
import dev.darkroom.adapter.aws.dynamodb.lifecycle.Revisions;
import dev.darkroom.adapter.aws.dynamodb.listing.ImageLister;
import dev.darkroom.adapter.aws.dynamodb.listing.UnfinishedImages;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.adapter.aws.dynamodb.schema.TakenIndexes;
import dev.darkroom.adapter.aws.dynamodb.schema.Timelines;
import dev.darkroom.adapter.aws.dynamodb.usage.OwnerUsage;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The catalog in the table of {@link TableLayout}. Each change of an image's state is one conditional write, or one
 * transaction if the image has tags or its bytes are counted. The indexes, and so the lists, lag by about a second; reads by
 * id do not lag.
 */
public final class DynamoDbImageCatalog implements ImageCatalog {
    private final Table table;
    private final ImageReader images;
    private final Reservations reservations;
    private final Appends appends;
    private final Publications publications;
    private final Revisions revisions;
    private final Deletions deletions;
    private final ReceivedBytes received;
    private final ImageLister lister;
    private final UnfinishedImages unfinished;
    private final TakenIndexes takenIndexes;
    /** Whether the table has the indexes of the taken time. It keeps them. */
    private volatile boolean takenOrder;

    /** @param clock the clock for counting usage */
    public DynamoDbImageCatalog(Table table, InstantSource clock) {
        this(table, new OwnerUsage(table, clock), new Timelines(table, TableLayout.RECENT_SHARDS));
    }

    public DynamoDbImageCatalog(Table table, OwnerUsage usage, Timelines timelines) {
        this(table, usage, timelines, ImageLister.PAGE_READ_UNITS);
    }

    /**
     * @param recentShards the number of keys over which the images of a new day or month are spread
     * @param pageReadUnits the read units after which a page ends early
     */
    public DynamoDbImageCatalog(Table table, OwnerUsage usage, int recentShards, double pageReadUnits) {
        this(table, usage, new Timelines(table, recentShards), pageReadUnits);
    }

    private DynamoDbImageCatalog(Table table, OwnerUsage usage, Timelines timelines, double pageReadUnits) {
        this.table = table;
        this.images = new ImageReader(table);
        this.reservations = new Reservations(table, usage);
        this.appends = new Appends(table);
        this.publications = new Publications(table, usage, timelines);
        this.revisions = new Revisions(table, timelines);
        this.deletions = new Deletions(table, usage);
        this.received = new ReceivedBytes(table);
        this.lister = new ImageLister(table, timelines, pageReadUnits);
        this.unfinished = new UnfinishedImages(table);
        this.takenIndexes = new TakenIndexes(table);
    }

    @Override
    public Announcement announce(ImageState.Pending pending, Quota quota) {
        return reservations.announce(pending, quota);
    }

    @Override
    public Reservation claim(ImageId id, QuotaReservation claim, Quota quota) {
        return reservations.claim(id, claim, quota);
    }

    @Override
    public Advance advance(ImageId id, UploadProgress current, UploadProgress next) {
        return appends.advance(id, current, next);
    }

    @Override
    public Publication publish(Image image) {
        return publications.publish(image);
    }

    @Override
    public Optional<Image> find(ImageId id) {
        return images.find(id);
    }

    @Override
    public Optional<Image> findReceived(UserId owner, Checksum receivedSha256) {
        return received.find(owner, receivedSha256);
    }

    @Override
    public Optional<ImageState> state(ImageId id) {
        return images.state(id);
    }

    @Override
    public Revision revise(Image current, Image next) {
        return revisions.revise(current, next);
    }

    @Override
    public void addPlaceholder(ImageId id, String placeholder) {
        revisions.addPlaceholder(id, placeholder);
    }

    @Override
    public Withdrawal withdraw(ImageId id, VersionCondition condition, Instant at) {
        return deletions.withdraw(id, condition, at);
    }

    @Override
    public Abandonment abandon(ImageId id) {
        return deletions.abandon(id);
    }

    @Override
    public void remove(ImageId id) {
        deletions.remove(id);
    }

    @Override
    public ImagePage list(PageRequest request) {
        return lister.list(request);
    }

    /**
     * The order by the taken time, as soon as the table has its indexes. Words and counts would each cost further items for every
     * upload (ADR 29).
     */
    @Override
    public Set<Ability> abilities() {
        if (!takenOrder) {
            takenOrder = takenIndexes.canBeRead();
        }
        return takenOrder ? Set.of(Ability.TAKEN_ORDER) : Set.of();
    }

    @Override
    public Calendar calendar(ImageFilter filter) {
        throw new UnsupportedOperationException("The table has no counts");
    }

    @Override
    public TagPage tags(TagRequest request) {
        throw new UnsupportedOperationException("The table has no counts");
    }

    @Override
    public List<ImageId> unfinished(Instant before, int limit) {
        return unfinished.before(before, limit);
    }

    @Override
    public void check() {
        table.check();
    }
}
