package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.attribute;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI4_PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAKEN_POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.VERSION;

import dev.darkroom.adapter.aws.dynamodb.listing.ImageLister;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.adapter.aws.dynamodb.schema.TakenIndexes;
import dev.darkroom.adapter.aws.dynamodb.schema.Timelines;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Adds the keys of the taken time to images that an older version stored. It reads them from the list of all images, and stores
 * how far it came, so a later run continues. Servers of this version may change the images meanwhile. Thread-safe.
 */
public final class TakenBackfill {
    /** The concurrent updates. Each uses one connection. */
    private static final int AT_ONCE = 8;

    private final Table table;
    private final Timelines timelines;
    private final TakenIndexes indexes;
    private final ImageLister lister;
    private final ImageReader images;

    public TakenBackfill(Table table) {
        this.table = table;
        this.timelines = new Timelines(table, TableLayout.RECENT_SHARDS);
        this.indexes = new TakenIndexes(table);
        this.lister = new ImageLister(table, timelines, ImageLister.PAGE_READ_UNITS);
        this.images = new ImageReader(table);
    }

    /** @throws StorageException.Unavailable if the table does not respond, or images change too often */
    public void run() {
        Position after = indexes.filledTo().orElse(null);
        do {
            ImagePage page = lister.list(
                    new PageRequest(ImageFilter.ALL, SortOrder.OLDEST_FIRST, after, PageRequest.MAX_LIMIT));
            fill(page.images());
            after = page.next();
            if (after != null) {
                indexes.setFilledTo(after);
            }
        } while (after != null);
        indexes.setFilled();
    }

    private void fill(List<Image> page) {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Callable<@Nullable Void>> fills = page.stream().<Callable<@Nullable Void>>map(image -> () -> {
                fill(image);
                return null;
            }).toList();
            for (Future<@Nullable Void> fill : threads.invokeAll(fills)) {
                fill.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case StorageException known -> throw known;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted while images were filled", e);
        }
    }

    private void fill(Image listed) {
        Image image = listed;
        for (int attempt = 0; attempt < ImageWrites.ATTEMPTS; attempt++) {
            List<Map<String, AttributeValue>> items = Stream.concat(
                    Stream.of(timelines.ready(image)), ImageItems.tagsOf(image).stream()).toList();
            boolean filled = true;
            for (Map<String, AttributeValue> item : items) {
                filled &= fill(item);
            }
            // The list lags, and the image may have been changed or deleted since it was read.
            Image current = filled ? null : images.find(image.id()).orElse(null);
            if (current == null) {
                return;
            }
            image = current;
        }
        throw ImageWrites.conflicts(image.id());
    }

    /** Returns whether the item has the keys now, or does not exist. */
    private boolean fill(Map<String, AttributeValue> item) {
        Write write = table.update(UpdateItemRequest.builder()
                .key(Map.of(PK, attribute(item, PK), SK, attribute(item, SK)))
                .updateExpression("SET " + TAKEN_POSITION + " = :taken, " + GSI4_PK + " = :key")
                .conditionExpression(VERSION + " = :version AND attribute_not_exists(" + TAKEN_POSITION + ")")
                .expressionAttributeValues(Map.of(
                        ":taken", attribute(item, TAKEN_POSITION),
                        ":key", attribute(item, GSI4_PK),
                        ":version", attribute(item, VERSION))));
        return write instanceof Write.Done
                || table.get(string(item, PK), string(item, SK))
                        .map(found -> found.containsKey(TAKEN_POSITION) || !found.containsKey(VERSION))
                        .orElse(true);
    }
}
