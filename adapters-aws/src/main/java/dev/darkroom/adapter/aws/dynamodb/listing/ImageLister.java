package dev.darkroom.adapter.aws.dynamodb.listing;

import static dev.darkroom.adapter.aws.dynamodb.schema.Table.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CONTENT_TYPE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAG_SHARDS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.VISIBILITY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.WORK_SHARDS;

import dev.darkroom.adapter.aws.dynamodb.listing.SortedQuery.Filter;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.IndexKey;
import dev.darkroom.adapter.aws.dynamodb.schema.KeyRange;
import dev.darkroom.adapter.aws.dynamodb.schema.ReadBudget;
import dev.darkroom.adapter.aws.dynamodb.schema.RecentDays;
import dev.darkroom.adapter.aws.dynamodb.schema.SortKey;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Answers lists from the indexes. A list by user, by user and tag, or by tag reads the keys of just those images; any
 * other walks the recent days. The created range is part of each query; only the content type, and with a user the
 * visibility, are left to a filter that reads more than it shows. Thread-safe.
 */
public final class ImageLister {
    /**
     * What a page may cost, in read units, give or take one round of queries: about a thousand images looked at. A page
     * that costs more ends early, and the next one goes on where it stopped.
     */
    public static final double PAGE_READ_UNITS = 50;

    private final Table table;
    private final RecentDays days;
    private final double pageReadUnits;

    public ImageLister(Table table, RecentDays days, double pageReadUnits) {
        this.table = table;
        this.days = days;
        this.pageReadUnits = pageReadUnits;
    }

    public ImagePage list(PageRequest request) {
        KeyRange range = KeyRange.of(request);
        if (range.isEmpty()) {
            return new ImagePage(List.of(), null);
        }
        ImageFilter filter = request.filter();
        Page page = new Page(request, new ReadBudget(pageReadUnits));
        if (filter.owner() == null && filter.tag() == null) {
            return listRecent(page, range);
        }
        List<IndexKey> keys;
        if (filter.owner() == null) {
            keys = keys(filter.tag(), filter.visibility());
        } else {
            keys = List.of(key(filter.owner(), filter.tag()));
        }
        page.add(keys, range);
        return page.end(false);
    }

    private static IndexKey key(UserId owner, @Nullable Tag tag) {
        return IndexKey.gsi1(tag == null ? TableLayout.userKey(owner) : TableLayout.userTagKey(owner, tag));
    }

    private static List<IndexKey> keys(@Nullable Tag tag, @Nullable Visibility visibility) {
        if (tag == null) {
            throw new IllegalArgumentException("Neither owner nor tag");
        }
        return visibilities(visibility)
                .flatMap(v -> IntStream.range(0, TAG_SHARDS)
                        .mapToObj(shard -> IndexKey.gsi2(TableLayout.tagKey(v, shard, tag))))
                .toList();
    }

    private ImagePage listRecent(Page page, KeyRange range) {
        RecentDays.Walk walk = days.walk(range, page.request.order(), page.budget);
        while (walk.hasNext()) {
            RecentDays.Run run = walk.next();
            List<IndexKey> keys = visibilities(page.request.filter().visibility())
                    .flatMap(v -> IntStream.range(0, run.shards())
                            .mapToObj(shard -> IndexKey.gsi2(TableLayout.recentKey(v, run.bucket(), shard))))
                    .toList();
            KeyRange ofRun = range.and(run.first(), run.last() + "~");
            page.add(keys, ofRun);
            if (page.isFull() || page.isStopped()) {
                return page.end(walk.hasNext());
            }
            if (page.budget.isSpent() && walk.hasNext()) {
                return page.stopAfter(run);
            }
        }
        return page.end(false);
    }

    private static Stream<Visibility> visibilities(@Nullable Visibility only) {
        return only == null ? Stream.of(Visibility.values()) : Stream.of(only);
    }

    /** What the keys leave to a filter. */
    private static @Nullable Filter filter(ImageFilter filter) {
        List<String> conditions = new ArrayList<>();
        Map<String, AttributeValue> values = new HashMap<>();
        if (filter.contentType() != null) {
            conditions.add(CONTENT_TYPE + " = :type");
            values.put(":type", text(filter.contentType().mediaType()));
        }
        if (filter.owner() != null && filter.visibility() != null) {
            conditions.add(VISIBILITY + " = :visibility");
            values.put(":visibility", text(TableLayout.code(filter.visibility())));
        }
        return conditions.isEmpty() ? null : new Filter(String.join(" AND ", conditions), values);
    }

    /** See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#unfinished}. */
    public List<ImageId> unfinished(Instant before, int limit) {
        List<SortedQuery> shards = IntStream.range(0, WORK_SHARDS)
                .mapToObj(shard -> new SortedQuery(
                        table, IndexKey.gsi1(TableLayout.workKey(shard)), KeyRange.before(before),
                        SortOrder.OLDEST_FIRST,
                        null))
                .toList();
        MergedQueries merged =
                new MergedQueries(shards, SortOrder.OLDEST_FIRST, new ReadBudget(Double.POSITIVE_INFINITY));
        List<ImageId> ids = new ArrayList<>();
        while (ids.size() < limit) {
            Map<String, AttributeValue> item = merged.next(limit - ids.size());
            if (item == null) {
                break;
            }
            ids.add(SortKey.parse(ImageItems.string(item, POSITION)).id());
        }
        return ids;
    }

    /** A page as it fills. Not thread-safe. */
    private final class Page {
        private final PageRequest request;
        private final ReadBudget budget;
        private final @Nullable Filter filter;
        private final List<Image> images = new ArrayList<>();
        private boolean more;
        private @Nullable Position stoppedAt;

        Page(PageRequest request, ReadBudget budget) {
            this.request = request;
            this.budget = budget;
            this.filter = filter(request.filter());
        }

        /** Adds the images under some keys, until the page is full or stopped. */
        void add(List<IndexKey> keys, KeyRange range) {
            MergedQueries merged = new MergedQueries(
                    keys.stream()
                            .map(key -> new SortedQuery(table, key, range, request.order(), filter))
                            .toList(),
                    request.order(),
                    budget);
            while (!isFull()) {
                Map<String, AttributeValue> item = merged.next(request.limit() - images.size());
                if (item == null) {
                    if (!merged.isEnded()) {
                        stoppedAt = SortKey.parse(merged.takenTo());
                    }
                    return;
                }
                add(ImageItems.image(item));
            }
            more = !merged.isEnded();
        }

        /** An image that moved between the keys while they were read came twice, one right after the other. */
        private void add(Image image) {
            if (images.isEmpty() || !images.getLast().id().equals(image.id())) {
                images.add(image);
            } else if (images.getLast().version() < image.version()) {
                images.set(images.size() - 1, image);
            }
        }

        boolean isFull() {
            return images.size() == request.limit();
        }

        boolean isStopped() {
            return stoppedAt != null;
        }

        /** @param moreKeys whether there are keys that were not read */
        ImagePage end(boolean moreKeys) {
            if (stoppedAt != null) {
                return new ImagePage(images, stoppedAt);
            }
            boolean last = !isFull() || !(more || moreKeys);
            return new ImagePage(images, last ? null : images.getLast().position());
        }

        /**
         * Ends the page between two runs of days, at a position that no image has: the first of the day behind the run,
         * in the order, so that the next page does not ask for the run's days again.
         */
        ImagePage stopAfter(RecentDays.Run run) {
            String next = request.order() == SortOrder.OLDEST_FIRST
                    ? LocalDate.parse(run.last()).plusDays(1) + "T00:00:00.000Z#00000000-0000-0000-0000-000000000000"
                    : LocalDate.parse(run.first()).minusDays(1) + "T23:59:59.999Z#ffffffff-ffff-ffff-ffff-ffffffffffff";
            return new ImagePage(images, SortKey.parse(next));
        }
    }
}
