package dev.darkroom.benchmark.catalogs;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Uploads a second by 16 threads: each is announced and published. */
final class Publishing {
    private static final int THREADS = 16;
    private static final int TURNS = Integer.getInteger("turns", 7);
    private static final Duration TURN = Duration.ofSeconds(3);
    private static final Quota LARGE_QUOTA = new Quota(1L << 50);
    private static final long SIZE_BYTES = 487_350;
    private static final long ID_VERSION = 0x7000L;
    private static final long ID_VARIANT = 0x8000_0000_0000_0000L;

    private static final AtomicLong COUNTER = new AtomicLong();

    private Publishing() {}

    static void run(ImageCatalog postgres, ImageCatalog sqlite) throws Exception {
        System.out.println("| publishing | PostgreSQL, a second | SQLite, a second | ratio |");
        System.out.println("|---|---|---|---|");
        for (int owners : new int[]{1_000, 1}) {
            for (Quota quota : List.of(Quota.NONE, LARGE_QUOTA)) {
                Turns turns = Turns.of(TURNS, () -> rate(postgres, owners, quota), () -> rate(sqlite, owners, quota));
                System.out.printf("| %s, %s | %,.0f | %,.0f | **%.2f** |%n",
                        owners == 1 ? "one owner" : owners + " owners",
                        quota.equals(Quota.NONE) ? "no quota" : "with a quota", turns.median(0), turns.median(1),
                        turns.ratio(0, 1));
            }
        }
    }

    private static double rate(ImageCatalog catalog, int owners, Quota quota) throws Exception {
        long start = System.nanoTime();
        long end = start + TURN.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> client = () -> {
                int published = 0;
                while (System.nanoTime() < end) {
                    publish(catalog, "publisher-" + ThreadLocalRandom.current().nextInt(owners), quota);
                    published++;
                }
                return published;
            };
            int published = 0;
            for (Future<Integer> result : threads
                    .invokeAll(IntStream.range(0, THREADS).mapToObj(_ -> client).toList())) {
                published += result.get();
            }
            return published * 1e9 / (System.nanoTime() - start);
        }
    }

    private static void publish(ImageCatalog catalog, String owner, Quota quota) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        long number = COUNTER.incrementAndGet();
        ImageId id = new ImageId(new UUID(now.toEpochMilli() << 16 | ID_VERSION, ID_VARIANT | number));
        Image image = new Image(id, new UserId(owner), new Filename("IMG_" + number + ".jpg"), ContentType.JPEG,
                SIZE_BYTES, new Dimensions(2560, 1600), new Checksum("0123456789abcdef".repeat(4)),
                new Checksum("0123456789abcdef".repeat(4)),
                new ImageDetails("Picture", null, Tags.of(List.of("tag " + number % 20)), Visibility.PRIVATE), null,
                null, null, now, now, 1);
        ImageCatalog.Announcement announced = catalog
                .announce(new ImageState.Uploading(id, now, quota.claim(image.owner(), SIZE_BYTES)), quota);
        ImageCatalog.Publication published = catalog.publish(image);
        if (!(announced instanceof ImageCatalog.Reservation.Reserved)
                || published != ImageCatalog.Publication.PUBLISHED) {
            throw new IllegalStateException(announced + ", " + published);
        }
    }
}
