package dev.darkroom.adapter.aws.dynamodb.listing;

import dev.darkroom.adapter.aws.dynamodb.schema.ReadBudget;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.SortOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Merges several sorted queries. It reads from each query only what the merge needs, and from several at the same time. Not
 * thread-safe.
 */
final class MergedQueries {
    /** The minimum number of items to read. Fewer would not cost less: a query is billed in steps of 4 KB, about ten images. */
    private static final int MIN_COUNT = 10;

    private final List<SortedQuery> queries;
    private final Comparator<String> order;
    private final ReadBudget budget;

    MergedQueries(List<SortedQuery> queries, SortOrder order, ReadBudget budget) {
        this.queries = queries;
        this.order = order == SortOrder.OLDEST_FIRST ? Comparator.naturalOrder() : Comparator.reverseOrder();
        this.budget = budget;
    }

    /**
     * Returns the next item, or null if there are no more ({@link #isEnded}) or the budget is spent.
     *
     * @param wanted the number of items that the caller still needs, including this one
     */
    @Nullable
    Map<String, AttributeValue> next(int wanted) {
        while (true) {
            SortedQuery first = null;
            String next = null;
            for (SortedQuery query : queries) {
                String candidate = query.next();
                if (candidate != null && (next == null || order.compare(candidate, next) < 0)) {
                    first = query;
                    next = candidate;
                }
            }
            String nextKey = next;
            List<SortedQuery> toRead =
                    queries.stream().filter(query -> mayComeBefore(query, nextKey)).toList();
            if (toRead.isEmpty()) {
                return first == null ? null : first.take();
            }
            // Each query is read at least once, even beyond the budget, so that every page makes progress.
            if (budget.isSpent() && toRead.stream().allMatch(SortedQuery::isStarted)) {
                return null;
            }
            read(toRead, Math.max(MIN_COUNT, Math.ceilDiv(wanted + 1, queries.size())));
        }
    }

    /** Whether the unread part of a query may contain items before this one, or any items if this one is null. */
    private boolean mayComeBefore(SortedQuery query, @Nullable String item) {
        if (query.isEnded() || query.next() != null) {
            return false;
        }
        String readTo = query.readTo();
        return item == null || readTo == null || order.compare(readTo, item) < 0;
    }

    /** Whether there are no more items. */
    boolean isEnded() {
        return queries.stream().allMatch(query -> query.isEnded() && query.next() == null);
    }

    /** Call it after the budget ended the merge. Returns the sort key up to which, in the order, all items were returned. */
    String mergedTo() {
        return queries.stream()
                .filter(query -> !query.isEnded() && query.next() == null)
                .map(query -> {
                    String readTo = query.readTo();
                    if (readTo == null) {
                        throw new IllegalStateException("The budget ended the merge before it began");
                    }
                    return readTo;
                })
                .min(order)
                .orElseThrow(() -> new IllegalStateException("The budget did not end the merge"));
    }

    private void read(List<SortedQuery> some, int count) {
        if (some.size() == 1) {
            budget.spend(some.getFirst().read(count));
            return;
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Double>> reads = some.stream()
                    .<Callable<Double>>map(query -> () -> query.read(count))
                    .toList();
            for (Future<Double> read : threads.invokeAll(reads)) {
                budget.spend(read.get());
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case StorageException known -> throw known;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted while listing images", e);
        }
    }
}
