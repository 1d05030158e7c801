package dev.darkroom.benchmark.catalogs;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The times of searches, counts, and pages in the order of the taken time, by one client. */
final class Library {
    private static final int LIMIT = 50;
    private static final int CALLS = Integer.getInteger("calls", 300);

    private Library() {}

    static void run(ImageCatalog postgres, ImageCatalog sqlite) {
        System.out.println("| call | found | PostgreSQL: median | p99 | SQLite: median | p99 |");
        System.out.println("|---|---|---|---|---|---|");
        calls().forEach((name, call) -> {
            double[] ofPostgres = millis(postgres, call);
            double[] ofSqlite = millis(sqlite, call);
            System.out.printf("| %s | %d | %.1f ms | %.1f ms | %.1f ms | %.1f ms |%n", name, call.applyAsInt(sqlite),
                    ofPostgres[0], ofPostgres[1], ofSqlite[0], ofSqlite[1]);
        });
    }

    private static Map<String, ToIntFunction<ImageCatalog>> calls() {
        ImageFilter many = ImageFilter.ALL.withOwner(new UserId(Filling.MANY));
        ImageFilter tag = ImageFilter.ALL.withTags(List.of(new Tag(Filling.TAG)));
        Map<String, ToIntFunction<ImageCatalog>> calls = new LinkedHashMap<>();
        for (SortKey key : SortKey.values()) {
            for (boolean isDeep : new boolean[]{false, true}) {
                String page = " by " + key + (isDeep ? ", deep page" : ", first page");
                calls.put("all" + page, catalog -> page(catalog, ImageFilter.ALL, null, key, isDeep));
                calls.put("owner many" + page, catalog -> page(catalog, many, null, key, isDeep));
                calls.put("tag" + page, catalog -> page(catalog, tag, null, key, isDeep));
                calls.put("two tags" + page, catalog -> page(catalog,
                        tag.withTags(List.of(new Tag("tag 3"), new Tag("tag 10"))), null, key, isDeep));
            }
            calls.put("word of 1 %, by " + key, catalog -> page(catalog, ImageFilter.ALL, Filling.RARE, key, false));
            calls.put("word of 1 %, owner many, by " + key, catalog -> page(catalog, many, Filling.RARE, key, false));
            calls.put("word of all, by " + key, catalog -> page(catalog, ImageFilter.ALL, "picture", key, false));
            calls.put("one letter, by " + key, catalog -> page(catalog, ImageFilter.ALL, "h", key, false));
            calls.put("two words, by " + key, catalog -> page(catalog, many, "picture 1234", key, false));
            calls.put("no such word, by " + key, catalog -> page(catalog, many, "nothing", key, false));
        }
        calls.put("calendar of all", catalog -> catalog.calendar(ImageFilter.ALL).months().size());
        calls.put("calendar of owner many", catalog -> catalog.calendar(many).months().size());
        calls.put("calendar of a tag", catalog -> catalog.calendar(tag).months().size());
        calls.put("calendar of owner many and two tags", catalog -> catalog
                .calendar(many.withTags(List.of(new Tag("tag 3"), new Tag("tag 10")))).months().size());
        TimeRange years = new TimeRange(Instant.parse("2018-05-10T00:00:00Z"), Instant.parse("2024-03-20T00:00:00Z"));
        calls.put("calendar of a range of taken times",
                catalog -> catalog.calendar(ImageFilter.ALL.withTaken(years)).months().size());
        calls.put("tags of all", catalog -> catalog.tags(new TagRequest(null, null, "", null, LIMIT)).tags().size());
        calls.put("tags of owner many, with a prefix", catalog -> catalog
                .tags(new TagRequest(new UserId(Filling.MANY), null, "tag 1", null, LIMIT)).tags().size());
        return calls;
    }

    private static int page(
            ImageCatalog catalog, ImageFilter filter, @Nullable String words, SortKey key, boolean isDeep) {
        int number = ThreadLocalRandom.current().nextInt(10_000, 100_000);
        Position after = isDeep ? new Position(Filling.createdAt(number), new ImageId(Filling.id(number))) : null;
        return catalog.list(new PageRequest(filter, words == null ? null : Words.of(words), key, SortOrder.NEWEST_FIRST,
                after, LIMIT)).images().size();
    }

    /** The median and the 99th percentile, in milliseconds. */
    private static double[] millis(ImageCatalog catalog, ToIntFunction<ImageCatalog> call) {
        List<Double> times = new ArrayList<>();
        int found = call.applyAsInt(catalog);
        long end = System.nanoTime() + 10_000_000_000L;
        for (int i = 0; i < CALLS && System.nanoTime() < end; i++) {
            long start = System.nanoTime();
            if (call.applyAsInt(catalog) != found) {
                throw new IllegalStateException("The results differ");
            }
            times.add((System.nanoTime() - start) / 1e6);
        }
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new double[]{sorted[sorted.length / 2], sorted[sorted.length * 99 / 100]};
    }
}
