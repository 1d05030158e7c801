package dev.darkroom.benchmark.catalogs;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The time of a page of 50 images by one client. */
final class Lists {
    private static final int LIMIT = 50;
    private static final int TURNS = Integer.getInteger("turns", 9);
    private static final double NANOS_OF_A_TURN = 0.2e9;

    private Lists() {}

    /**
     * A catalog and the images in it.
     *
     * @param beforeCall not measured
     */
    record Filled(ImageCatalog catalog, Filling filling, Runnable beforeCall) {
        Filled(ImageCatalog catalog, Filling filling) {
            this(catalog, filling, () -> {});
        }
    }

    static void run(Filled postgres, Filled sqlite, Filled cachedSqlite, Filled smallPostgres) throws Exception {
        System.out.println(
                "| list | PostgreSQL | SQLite | to it | SQLite, rows in its cache | PostgreSQL, 10,000 images | to it |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (String tag : new @Nullable String[]{null, Filling.TAG}) {
            for (String owner : new @Nullable String[]{null, Filling.MANY, Filling.OLD}) {
                compare(owner, tag, postgres, sqlite, cachedSqlite, smallPostgres);
            }
        }
    }

    private static void compare(@Nullable String owner, @Nullable String tag, Filled... catalogs) throws Exception {
        ImageFilter filter = ImageFilter.ALL.withOwner(owner == null ? null : new UserId(owner))
                .withTags(tag == null ? List.of() : List.of(new Tag(tag)));
        String name = owner == null ? tag == null ? "all" : "tag" : "owner " + owner + (tag == null ? "" : " and tag");
        for (boolean isDeep : new boolean[]{false, true}) {
            Turns.Candidate[] candidates = new Turns.Candidate[catalogs.length];
            for (int i = 0; i < catalogs.length; i++) {
                Filled filled = catalogs[i];
                candidates[i] = () -> micros(filled, filter, isDeep);
            }
            Turns turns = Turns.of(TURNS, candidates);
            System.out.printf("| %s, %s page | %.0f µs | %.0f µs | **%.2f** | %.0f µs | %.0f µs | **%.2f** |%n", name,
                    isDeep ? "deep" : "first", turns.median(0), turns.median(1), turns.ratio(0, 1), turns.median(2),
                    turns.median(3), turns.ratio(0, 3));
        }
    }

    private static double micros(Filled filled, ImageFilter filter, boolean isDeep) {
        int calls = 0;
        long nanos = 0;
        do {
            PageRequest request = new PageRequest(filter, SortOrder.NEWEST_FIRST,
                    isDeep ? deep(filled.filling(), filter) : null, LIMIT);
            filled.beforeCall().run();
            long start = System.nanoTime();
            int found = filled.catalog().list(request).images().size();
            nanos += System.nanoTime() - start;
            if (found != LIMIT) {
                throw new IllegalStateException(found + " images: " + request);
            }
            calls++;
        } while (nanos < NANOS_OF_A_TURN);
        return nanos / 1e3 / calls;
    }

    /** A random position between 50 and 70 % of the walk over all images, or over those of the old owner. */
    private static Position deep(Filling filling, ImageFilter filter) {
        boolean isOld = filter.owner() != null && filter.owner().value().equals(Filling.OLD);
        int images = isOld ? Filling.IMAGES_OF_OLD : filling.images();
        int number = ThreadLocalRandom.current().nextInt(3 * images / 10, images / 2);
        return new Position(Filling.createdAt(number), new ImageId(Filling.id(number)));
    }
}
