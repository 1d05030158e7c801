package dev.darkroom.adapter.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.postgres.testkit.TestDatabase;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Revision;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Withdrawal;
import dev.darkroom.domain.testkit.contract.AtOnce;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The counts that the trigger maintains. */
class TallyIT {
    private static final Instant LATER = Instant.parse("2026-11-22T13:00:00Z");
    private static final int THREADS = 8;
    private static final int ROUNDS = 30;

    /** In one snapshot: counts that are not those of the images, and counts that are not positive. */
    private static final String WRONG_COUNTS =
            """
                    WITH counted AS (
                        SELECT holder, tag, visibility, taken_month, count(*) AS images
                        FROM image, unnest(tags || ''::text) AS tag, unnest(ARRAY[owner, '']) AS holder
                        WHERE state = 'ready' GROUP BY 1, 2, 3, 4),
                    stored AS (
                        SELECT owner AS holder, tag, visibility, taken_month, sum(images) AS images FROM tally GROUP BY 1, 2, 3, 4)
                    SELECT (SELECT count(*) FROM counted FULL JOIN stored USING (holder, tag, visibility, taken_month)
                            WHERE counted.images IS DISTINCT FROM stored.images)
                        + (SELECT count(*) FROM tally WHERE images <= 0)
                    """;

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static long number(String sql) {
        return DATABASE.database().statement(session -> session.row(sql, row -> row.getLong(1)).orElseThrow());
    }

    private static Image image(int number) {
        return ImageBuilder.image().owner("owner-" + number % 2)
                .takenAt(Instant.parse(number % 3 == 0 ? "2026-08-31T00:00:00Z" : "2026-09-01T00:00:00Z"))
                .tags("sea", "tag " + number % 5).build();
    }

    private static void publish(PostgresImageCatalog catalog, Image image) {
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(catalog.publish(image)).isEqualTo(Publication.PUBLISHED);
    }

    /** Many counts become 0 and are inserted again, while others wait for them. */
    @Test
    void countsAreThoseOfTheImagesDuringConcurrentChangesAndNoneIsZero() throws Exception {
        List<PostgresImageCatalog> servers = List.of(new PostgresImageCatalog(DATABASE.database(), true),
                new PostgresImageCatalog(DATABASE.another(), true));
        List<Callable<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            threads.add(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    PostgresImageCatalog server = servers.get((thread + round) % servers.size());
                    Image image = image(thread + round);
                    publish(server, image);
                    Image next = image.edited(new ImageDetails(null, null,
                            Tags.of(List.of("sky", "tag " + round % 4)), Visibility.PUBLIC), LATER);
                    assertThat(server.revise(image, next)).isEqualTo(Revision.REVISED);
                    assertThat(servers.get(round % servers.size()).withdraw(image.id(), VersionCondition.ANY, LATER))
                            .isEqualTo(Withdrawal.WITHDRAWN);
                }
                return 0;
            });
        }
        threads.add(() -> {
            for (int check = 0; check < ROUNDS; check++) {
                assertThat(number(WRONG_COUNTS)).isZero();
            }
            return 0;
        });

        AtOnce.all(threads);

        assertThat(number("SELECT count(*) FROM tally")).isZero();
    }

    @Test
    void imagesAreUncountedWhereTheyWereCounted() throws Exception {
        PostgresImageCatalog catalog = new PostgresImageCatalog(DATABASE.database(), true);
        List<Image> images = IntStream.range(0, 60).mapToObj(TallyIT::image).toList();
        AtOnce.all(images.stream().<Callable<Integer>>map(image -> () -> {
            publish(catalog, image);
            return 0;
        }).toList());
        assertThat(number(WRONG_COUNTS)).isZero();
        assertThat(number("SELECT count(*) FROM tally WHERE owner = ''")).isPositive();

        // The process of this connection is another one than those that counted the images.
        PostgresImageCatalog other = new PostgresImageCatalog(DATABASE.another(), true);
        for (Image image : images.subList(1, images.size())) {
            assertThat(other.withdraw(image.id(), VersionCondition.ANY, LATER)).isEqualTo(Withdrawal.WITHDRAWN);
        }

        assertThat(number(WRONG_COUNTS)).isZero();
        assertThat(number("SELECT count(*) FROM tally WHERE owner = ''")).isEqualTo(3);
    }
}
