package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore.Replacement;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link IdempotencyStore} does. */
public interface IdempotencyStoreContract {
    /** In the future: a store may remove by a clock of its own what has expired. */
    Instant NOW = Instant.parse("2096-11-22T12:00:00.123456Z");

    /** Of the claims that these tests make, a whole second as every expiry is. */
    Instant EXPIRY = Instant.parse("2096-11-23T12:00:01Z");

    /** The keys of this test, all unused when it begins. */
    IdempotencyStore testee();

    /** A claim for an image that nobody else has. */
    default IdempotencyRecord claim(String holder, String key) {
        return new IdempotencyRecord(
                new UserId(holder),
                new IdempotencyKey(key),
                new Checksum("0123456789abcdef".repeat(4)),
                image().build().id(),
                Instant.parse("2096-11-22T12:02:00.123Z"),
                EXPIRY,
                null);
    }

    private static Image imageOf(IdempotencyRecord claim) {
        return imageOf(claim, image());
    }

    private static Image imageOf(IdempotencyRecord claim, ImageBuilder builder) {
        Image any = builder.build();
        return new Image(claim.imageId(), any.owner(), any.filename(), any.contentType(), any.sizeBytes(),
                any.dimensions(),
                any.sha256(), any.receivedSha256(), any.details(), any.takenAt(), any.contentCredentials(),
                any.placeholder(), any.createdAt(), any.updatedAt(),
                any.version());
    }

    private IdempotencyRecord put(IdempotencyRecord claim) {
        assertThat(testee().put(null, claim, NOW)).isEqualTo(Replacement.REPLACED);
        return claim;
    }

    private void assertFound(IdempotencyRecord claim) {
        assertThat(testee().find(claim.holder(), claim.key(), NOW)).contains(claim);
    }

    @Test
    default void keyThatNobodyUsedHasNoClaim() {
        assertThat(testee().find(new UserId("alice"), new IdempotencyKey("a"), NOW)).isEmpty();
    }

    @Test
    default void claimIsFoundAsItWasPut() {
        assertFound(put(claim("alice", "a")));
        assertFound(put(claim("u".repeat(UserId.MAX_LENGTH), "k".repeat(IdempotencyKey.MAX_LENGTH))));
        assertFound(put(claim("alice", "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~")));
    }

    @Test
    default void sameKeyOfAnotherHolderIsAnotherOne() {
        IdempotencyRecord alices = put(claim("alice", "a"));
        IdempotencyRecord bobs = put(claim("bob", "a"));
        IdempotencyRecord another = put(claim("alice", "A"));
        IdempotencyRecord confusable = put(claim("alice|a", "a#a"));

        for (IdempotencyRecord claim : List.of(alices, bobs, another, confusable)) {
            assertFound(claim);
        }
    }

    @Test
    default void claimIsPutOnlyInPlaceOfWhatWasFound() {
        IdempotencyRecord first = put(claim("alice", "a"));
        IdempotencyRecord second = claim("alice", "a");

        assertThat(testee().put(null, second, NOW)).isEqualTo(Replacement.CONFLICT);
        assertThat(testee().put(claim("alice", "a"), second, NOW)).isEqualTo(Replacement.CONFLICT);
        assertThat(testee().put(first.answered(imageOf(first)), second, NOW)).isEqualTo(Replacement.CONFLICT);
        assertFound(first);

        assertThat(testee().put(first, second, NOW)).isEqualTo(Replacement.REPLACED);
        assertFound(second);
    }

    @Test
    default void claimIsNotPutInPlaceOfOneThatIsNotThere() {
        assertThat(testee().put(claim("alice", "a"), claim("alice", "a"), NOW)).isEqualTo(Replacement.CONFLICT);
        assertThat(testee().find(new UserId("alice"), new IdempotencyKey("a"), NOW)).isEmpty();
    }

    @Test
    default void answerIsKeptWithEverythingThatTheImageHad() {
        IdempotencyRecord plain = put(claim("alice", "plain"));
        IdempotencyRecord full = put(claim("alice", "full"));
        IdempotencyRecord plainAnswered = plain.answered(imageOf(plain));
        IdempotencyRecord fullAnswered = full.answered(imageOf(full, image().owner("bob")
                .filename("凧 🪁.png")
                .title("A kite")
                .description("Over\nthe sea")
                .tags("sea", "kite", "凧")
                .visibility(Visibility.PUBLIC)
                .takenAt(Instant.parse("2026-11-22T21:00:00.000000001Z"))
                .placeholder("3OcRJYB4d3h/iIeHeEh3eIhw+j2w")));

        assertThat(testee().put(plain, plainAnswered, NOW)).isEqualTo(Replacement.REPLACED);
        assertThat(testee().put(full, fullAnswered, NOW)).isEqualTo(Replacement.REPLACED);

        assertFound(plainAnswered);
        assertFound(fullAnswered);
    }

    @Test
    default void answeredClaimStaysWhateverIsPutInPlaceOfTheUnanswered() {
        IdempotencyRecord claim = put(claim("alice", "a"));
        IdempotencyRecord answered = claim.answered(imageOf(claim));
        testee().put(claim, answered, NOW);

        assertThat(testee().put(claim, claim("alice", "a"), NOW)).isEqualTo(Replacement.CONFLICT);
        assertThat(testee().put(claim, claim.answered(imageOf(claim, image().title("Another"))), NOW))
                .isEqualTo(Replacement.CONFLICT);

        assertFound(answered);
    }

    @Test
    default void puttingAgainIsAsGood() {
        IdempotencyRecord claim = put(claim("alice", "a"));
        IdempotencyRecord answered = claim.answered(imageOf(claim, image().tags("sea")));

        assertThat(testee().put(null, claim, NOW)).isEqualTo(Replacement.REPLACED);
        assertThat(testee().put(claim, answered, NOW)).isEqualTo(Replacement.REPLACED);
        assertThat(testee().put(claim, answered, NOW)).isEqualTo(Replacement.REPLACED);

        assertFound(answered);
    }

    @Test
    default void ofManyAtOnceOnePuts() throws Exception {
        IdempotencyRecord dead = put(claim("alice", "dead"));
        IdempotencyRecord expired = put(claim("alice", "expired"));
        IdempotencyRecord expiredAnswered = expired.answered(imageOf(expired));
        testee().put(expired, expiredAnswered, NOW);

        oneOfManyPuts(null, "new", NOW);
        oneOfManyPuts(dead, "dead", NOW);
        oneOfManyPuts(null, "expired", EXPIRY);
    }

    private void oneOfManyPuts(@Nullable IdempotencyRecord current, String key, Instant now) throws Exception {
        List<IdempotencyRecord> claims = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            IdempotencyRecord claim = claim("alice", key);
            claims.add(
                    new IdempotencyRecord(claim.holder(), claim.key(), claim.request(), claim.imageId(),
                            claim.leasedUntil(),
                            EXPIRY.plus(Duration.ofDays(1)), null));
        }
        List<IdempotencyRecord> won = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Replacement>> puts =
                    claims.stream().<Callable<Replacement>>map(claim -> () -> testee().put(current, claim, now))
                            .toList();
            List<Future<Replacement>> answers = threads.invokeAll(puts);
            for (int i = 0; i < answers.size(); i++) {
                if (answers.get(i).get() == Replacement.REPLACED) {
                    won.add(claims.get(i));
                }
            }
        }
        assertThat(won).hasSize(1);
        assertThat(testee().find(new UserId("alice"), new IdempotencyKey(key), now)).contains(won.getFirst());
    }

    @Test
    default void expiredClaimCountsAsNone() {
        IdempotencyRecord claim = put(claim("alice", "a"));
        IdempotencyRecord other = put(claim("alice", "b"));
        IdempotencyRecord answered = other.answered(imageOf(other, image().title("A kite")));
        testee().put(other, answered, NOW);
        Instant justBefore = EXPIRY.minusNanos(1);

        assertThat(testee().find(claim.holder(), claim.key(), justBefore)).contains(claim);
        assertThat(testee().put(null, claim("alice", "a"), justBefore)).isEqualTo(Replacement.CONFLICT);
        assertThat(testee().find(claim.holder(), claim.key(), EXPIRY)).isEmpty();
        assertThat(testee().find(other.holder(), other.key(), EXPIRY)).isEmpty();

        for (String key : List.of("a", "b")) {
            IdempotencyRecord next = claim("alice", key);
            IdempotencyRecord later = new IdempotencyRecord(next.holder(), next.key(), next.request(), next.imageId(),
                    next.leasedUntil(), EXPIRY.plus(Duration.ofDays(1)), null);
            assertThat(testee().put(null, later, EXPIRY)).isEqualTo(Replacement.REPLACED);
            assertThat(testee().find(later.holder(), later.key(), EXPIRY)).contains(later);
        }
    }

    @Test
    default void expiredRecordIsNotReplacedAsTheCurrentOne() {
        IdempotencyRecord claim = put(claim("alice", "a"));
        IdempotencyRecord next = claim("alice", "a");
        IdempotencyRecord later = new IdempotencyRecord(next.holder(), next.key(), next.request(), next.imageId(),
                next.leasedUntil(), EXPIRY.plus(Duration.ofDays(1)), null);

        for (Instant now : List.of(EXPIRY, EXPIRY.plusSeconds(1))) {
            assertThat(testee().put(claim, later, now)).isEqualTo(Replacement.CONFLICT);
        }

        assertThat(testee().find(claim.holder(), claim.key(), EXPIRY.minusNanos(1))).contains(claim);
        assertThat(testee().find(claim.holder(), claim.key(), EXPIRY)).isEmpty();
        assertThat(testee().put(claim, later, EXPIRY.minusNanos(1))).isEqualTo(Replacement.REPLACED);
        assertThat(testee().find(claim.holder(), claim.key(), EXPIRY)).contains(later);
    }

    /** Another instance on the same records; the testee itself for a store that only one process can open. */
    default IdempotencyStore another() {
        return testee();
    }

    @Test
    default void instancesSeeEachOthersRecordsAtOnce() {
        IdempotencyStore other = another();
        IdempotencyRecord claim = put(claim("alice", "a"));
        IdempotencyRecord answered = claim.answered(imageOf(claim));

        assertThat(other.find(claim.holder(), claim.key(), NOW)).contains(claim);
        assertThat(other.put(null, claim("alice", "a"), NOW)).isEqualTo(Replacement.CONFLICT);
        assertThat(other.put(claim, answered, NOW)).isEqualTo(Replacement.REPLACED);
        assertThat(testee().put(claim, claim("alice", "a"), NOW)).isEqualTo(Replacement.CONFLICT);
        assertFound(answered);
    }

    @Test
    default void removingTheExpiredLeavesTheOthers() {
        IdempotencyRecord claim = put(claim("alice", "a"));

        testee().removeExpired(EXPIRY.minusNanos(1));

        assertFound(claim);
        testee().removeExpired(EXPIRY);
        assertThat(testee().find(claim.holder(), claim.key(), EXPIRY)).isEmpty();
    }
}
