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

/** Several sorted queries as one. It reads no more of each than the merge needs, and what it needs at once. */
final class MergedQueries {
    /** Fewer cost as much: a query pays for 4 KB, which is about ten images. */
    private static final int LEAST_COUNT = 10;

    private final List<SortedQuery> queries;
    private final Comparator<String> order;
    private final ReadBudget budget;

    MergedQueries(List<SortedQuery> queries, SortOrder order, ReadBudget budget) {
        this.queries = queries;
        this.order = order == SortOrder.OLDEST_FIRST ? Comparator.naturalOrder() : Comparator.reverseOrder();
        this.budget = budget;
    }

    /**
     * The next item, or null when all have been taken ({@link #isEnded}) or the budget is spent.
     *
     * @param wanted how many items are going to be asked for, this one included
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
            List<SortedQuery> inDoubt =
                    queries.stream().filter(query -> mayComeBefore(query, nextKey)).toList();
            if (inDoubt.isEmpty()) {
                return first == null ? null : first.take();
            }
            // Each is read once whatever it costs: a page must move on.
            if (budget.isSpent() && inDoubt.stream().allMatch(SortedQuery::isStarted)) {
                return null;
            }
            read(inDoubt, Math.max(LEAST_COUNT, Math.ceilDiv(wanted + 1, queries.size())));
        }
    }

    /** Whether what was not read yet of a query can come before this item, or at all when there is no item. */
    private boolean mayComeBefore(SortedQuery query, @Nullable String item) {
        if (query.isEnded() || query.next() != null) {
            return false;
        }
        String readTo = query.readTo();
        return item == null || readTo == null || order.compare(readTo, item) < 0;
    }

    /** Whether nothing is left. */
    boolean isEnded() {
        return queries.stream().allMatch(query -> query.isEnded() && query.next() == null);
    }

    /** After the budget ended the merge: the sort key before which, in the order, everything has been taken. */
    String takenTo() {
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
            throw new StorageException.Unavailable("The list was interrupted", e);
        }
    }
}
