package dev.darkroom.adapter.aws.dynamodb.listing;

import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAG_SHARDS;

import dev.darkroom.adapter.aws.dynamodb.schema.IndexKey;
import dev.darkroom.adapter.aws.dynamodb.schema.KeyRange;
import dev.darkroom.adapter.aws.dynamodb.schema.ReadBudget;
import dev.darkroom.adapter.aws.dynamodb.schema.RecentDays;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists images with queries of the indexes. A list by user, by user and tag, or by tag reads the keys of exactly these
 * images; every other list walks over the recent days. The time range is part of each query. Only the content type, and with
 * a user the visibility, are filters that read more items than the page contains. Thread-safe.
 */
public final class ImageLister {
    /**
     * The read units that a page may consume, plus at most one round of queries; they are enough for about a thousand images.
     * A page that would cost more ends early, and the next one continues at that position.
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

    /** See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#list}. */
    public ImagePage list(PageRequest request) {
        if (request.words() != null || request.sortKey() != SortKey.CREATED_AT) {
            throw new UnsupportedOperationException("No index has the words or the taken times of images");
        }
        KeyRange range = KeyRange.of(request);
        if (range.isEmpty()) {
            return new ImagePage(List.of(), null);
        }
        ReadBudget budget = new ReadBudget(pageReadUnits);
        PageBuilder page = new PageBuilder(table, request, budget);
        List<IndexKey> keys = keys(request.filter());
        if (keys == null) {
            return listRecent(page, request, range, budget);
        }
        page.add(keys, range);
        return page.build(false);
    }

    /** The keys of the list's images, or null if the list is neither by user nor by tag. */
    private static @Nullable List<IndexKey> keys(ImageFilter filter) {
        Tag tag = filter.tags().isEmpty() ? null : filter.tags().getFirst();
        if (filter.owner() != null) {
            return List.of(IndexKey.gsi1(
                    tag == null
                            ? TableLayout.userKey(filter.owner())
                            : TableLayout.userTagKey(filter.owner(), tag)));
        }
        if (tag == null) {
            return null;
        }
        return visibilities(filter.visibility())
                .flatMap(v -> IntStream.range(0, TAG_SHARDS)
                        .mapToObj(shard -> IndexKey.gsi2(TableLayout.tagKey(v, shard, tag))))
                .toList();
    }

    private ImagePage listRecent(PageBuilder page, PageRequest request, KeyRange range, ReadBudget budget) {
        RecentDays.Walk walk = days.walk(range, request.order(), budget);
        while (walk.hasNext()) {
            RecentDays.Run run = walk.next();
            List<IndexKey> keys = visibilities(request.filter().visibility())
                    .flatMap(v -> IntStream.range(0, run.shards())
                            .mapToObj(shard -> IndexKey.gsi2(TableLayout.recentKey(v, run.bucket(), shard))))
                    .toList();
            page.add(keys, range.and(run.first(), run.last() + "~"));
            if (page.isDone()) {
                return page.build(walk.hasNext());
            }
            if (budget.isSpent() && walk.hasNext()) {
                return page.buildUpTo(run);
            }
        }
        return page.build(false);
    }

    private static Stream<Visibility> visibilities(@Nullable Visibility only) {
        return only == null ? Stream.of(Visibility.values()) : Stream.of(only);
    }
}
