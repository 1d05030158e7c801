package dev.darkroom.adapter.aws.dynamodb.listing;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CONTENT_TYPE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAGS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.VISIBILITY;

import dev.darkroom.adapter.aws.dynamodb.listing.SortedQuery.Filter;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.adapter.aws.dynamodb.schema.IndexKey;
import dev.darkroom.adapter.aws.dynamodb.schema.KeyRange;
import dev.darkroom.adapter.aws.dynamodb.schema.ReadBudget;
import dev.darkroom.adapter.aws.dynamodb.schema.SortKey;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Collects the images of one page. Not thread-safe. */
final class PageBuilder {
    private final Table table;
    private final PageRequest request;
    private final ReadBudget budget;
    private final @Nullable Filter filter;
    private final List<Image> images = new ArrayList<>();
    private boolean hasMore;
    private @Nullable Position stoppedAt;

    PageBuilder(Table table, PageRequest request, ReadBudget budget) {
        this.table = table;
        this.request = request;
        this.budget = budget;
        this.filter = filter(request.filter());
    }

    /** The part of the filter that is not part of the keys, or null if there is none. */
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
        // The first tag is part of the keys.
        for (int i = 1; i < filter.tags().size(); i++) {
            conditions.add("contains(" + TAGS + ", :tag" + i + ")");
            values.put(":tag" + i, text(filter.tags().get(i).value()));
        }
        return conditions.isEmpty() ? null : new Filter(String.join(" AND ", conditions), values);
    }

    /** Adds the images of some keys until the page is full or the budget is spent. */
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
                    stoppedAt = SortKey.parse(merged.mergedTo());
                }
                return;
            }
            add(ImageItemReader.image(item));
        }
        hasMore = !merged.isEnded();
    }

    /**
     * Adds an image. If an image moves between the keys while they are read, two versions of it are read, one directly after
     * the other; only the newer one is kept.
     */
    private void add(Image image) {
        // One of the ranges of time is not part of the keys. Nor is the visibility while an older server changes it.
        if (!request.filter().matches(image)) {
            return;
        }
        if (images.isEmpty() || !images.getLast().id().equals(image.id())) {
            images.add(image);
        } else if (images.getLast().version() < image.version()) {
            images.set(images.size() - 1, image);
        }
    }

    private boolean isFull() {
        return images.size() == request.limit();
    }

    /** Whether no more images may be added: the page is full, or the budget was spent while keys were read. */
    boolean isDone() {
        return isFull() || stoppedAt != null;
    }

    /** @param hasMoreKeys whether there are keys that were not read */
    ImagePage build(boolean hasMoreKeys) {
        if (stoppedAt != null) {
            return new ImagePage(images, stoppedAt);
        }
        boolean isLast = !isFull() || !(hasMore || hasMoreKeys);
        return new ImagePage(images, isLast ? null : images.getLast().position(request.sortKey()));
    }

    /** Builds a page that ends between two runs of a timeline. The next page does not read the periods of the run again. */
    ImagePage buildUpTo(Position afterTheRun) {
        return new ImagePage(images, afterTheRun);
    }
}
