package dev.darkroom.adapter.aws.dynamodb.listing;

import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAG_SHARDS;

import dev.darkroom.adapter.aws.dynamodb.schema.IndexKey;
import dev.darkroom.adapter.aws.dynamodb.schema.KeyRange;
import dev.darkroom.adapter.aws.dynamodb.schema.ReadBudget;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.adapter.aws.dynamodb.schema.Timeline;
import dev.darkroom.adapter.aws.dynamodb.schema.Timelines;
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
 * images; every other list walks over the timeline of its order. The range of the time in its order is part of each query. Only
 * the other range, the content type, further tags, and with a user the visibility, are filters that read more items than the page
 * contains. Thread-safe.
 */
public final class ImageLister {
    /**
     * The read units that a page may consume, plus at most one round of queries; they are enough for about a thousand images.
     * A page that would cost more ends early, and the next one continues at that position.
     */
    public static final double PAGE_READ_UNITS = 50;

    private final Table table;
    private final Timelines timelines;
    private final double pageReadUnits;

    public ImageLister(Table table, Timelines timelines, double pageReadUnits) {
        this.table = table;
        this.timelines = timelines;
        this.pageReadUnits = pageReadUnits;
    }

    /** See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#list}. */
    public ImagePage list(PageRequest request) {
        if (request.words() != null) {
            throw new UnsupportedOperationException("No index has the words of images");
        }
        KeyRange range = KeyRange.of(request);
        if (range.isEmpty()) {
            return new ImagePage(List.of(), null);
        }
        ReadBudget budget = new ReadBudget(pageReadUnits);
        PageBuilder page = new PageBuilder(table, request, budget);
        List<IndexKey> keys = keys(request);
        if (keys == null) {
            return listAll(page, request, range, budget);
        }
        page.add(keys, range);
        return page.build(false);
    }

    /** The keys of the list's images, or null if the list is neither by user nor by tag. */
    private static @Nullable List<IndexKey> keys(PageRequest request) {
        ImageFilter filter = request.filter();
        boolean byTaken = request.sortKey() == SortKey.TAKEN_AT;
        Tag tag = filter.tags().isEmpty() ? null : filter.tags().getFirst();
        if (filter.owner() != null) {
            String key = tag == null
                    ? TableLayout.userKey(filter.owner())
                    : TableLayout.userTagKey(filter.owner(), tag);
            return List.of(byTaken ? IndexKey.gsi3(key) : IndexKey.gsi1(key));
        }
        if (tag == null) {
            return null;
        }
        return visibilities(filter.visibility())
                .flatMap(v -> IntStream.range(0, TAG_SHARDS)
                        .mapToObj(shard -> TableLayout.tagKey(v, shard, tag))
                        .map(byTaken ? IndexKey::gsi4 : IndexKey::gsi2))
                .toList();
    }

    private ImagePage listAll(PageBuilder page, PageRequest request, KeyRange range, ReadBudget budget) {
        Timeline timeline = timelines.in(request.sortKey());
        Timeline.Walk walk = timeline.walk(range, request.order(), budget);
        while (walk.hasNext()) {
            Timeline.Run run = walk.next();
            List<IndexKey> keys = visibilities(request.filter().visibility())
                    .flatMap(v -> IntStream.range(0, run.shards())
                            .mapToObj(shard -> timeline.kind().key(v, run.bucket(), shard)))
                    .toList();
            page.add(keys, range.and(run.first(), run.last() + "~"));
            if (page.isDone()) {
                return page.build(walk.hasNext());
            }
            if (budget.isSpent() && walk.hasNext()) {
                return page.buildUpTo(timeline.kind().after(run, request.order()));
            }
        }
        return page.build(false);
    }

    private static Stream<Visibility> visibilities(@Nullable Visibility only) {
        return only == null ? Stream.of(Visibility.values()) : Stream.of(only);
    }
}
