package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Revision;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Withdrawal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** How every {@link ImageCatalog} counts what an owner has. */
public interface QuotaContract {
    Instant ANNOUNCED = Instant.parse("2026-11-25T12:00:00Z");
    UserId ALICE = new UserId("alice");
    Quota HUNDRED = new Quota(100);
    Reservation RESERVED = new Reservation.Reserved();

    /** The catalog of this test, without rows when the test begins; every call within a test gives the same rows. */
    ImageCatalog testee();

    // Helpers

    private static ImageState.Pending claiming(Image image, long sizeBytes) {
        return new ImageState.Uploading(image.id(), ANNOUNCED).claiming(new QuotaReservation(image.owner(), sizeBytes));
    }

    private static ImageState.Pending claiming(long sizeBytes) {
        return claiming(image().build(), sizeBytes);
    }

    private static Image sized(long sizeBytes, String... tags) {
        return image().sizeBytes(sizeBytes).tags(tags).build();
    }

    private Image stored(Image image) {
        assertThat(testee().announce(claiming(image, image.sizeBytes()), HUNDRED)).isEqualTo(RESERVED);
        assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    private Image storedWithoutClaim(Image image) {
        assertThat(testee().announce(new ImageState.Uploading(image.id(), ANNOUNCED))).isEqualTo(RESERVED);
        assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    private void withdraw(Image image) {
        assertThat(testee().withdraw(image.id(), VersionCondition.ANY, ANNOUNCED)).isEqualTo(Withdrawal.WITHDRAWN);
    }

    private long used() {
        return used(ALICE);
    }

    /** Told by the refusal of a claim for which there is never room. */
    private long used(UserId owner) {
        ImageState.Pending tooMuch = claiming(image().owner(owner.value()).build(), Long.MAX_VALUE);
        return ((Reservation.QuotaExceeded) testee().announce(tooMuch, new Quota(1))).usedBytes();
    }

    // Claims

    @Test
    default void claimComesBackAsItWasAnnounced() {
        ImageState.Pending inOneRequest = claiming(60);
        ImageState.Pending direct = new ImageState.AwaitingBytes(
                image().build().id(),
                ANNOUNCED,
                new DirectUpload(ALICE, null, ImageDetails.NONE, ContentType.JPEG, 40),
                new QuotaReservation(ALICE, 40));

        for (ImageState.Pending pending : List.of(inOneRequest, direct)) {
            assertThat(testee().announce(pending, HUNDRED)).isEqualTo(RESERVED);
            assertThat(testee().state(pending.id())).contains(pending);
        }
    }

    @Test
    default void claimsAreKeptUpToTheQuotaAndNoneOverIt() {
        assertThat(testee().announce(claiming(60), HUNDRED)).isEqualTo(RESERVED);
        ImageState.Pending oneTooMuch = claiming(41);

        assertThat(testee().announce(oneTooMuch, HUNDRED)).isEqualTo(new Reservation.QuotaExceeded(60));

        assertThat(testee().state(oneTooMuch.id())).isEmpty();
        assertThat(testee().announce(claiming(40), HUNDRED)).isEqualTo(RESERVED);
        assertThat(testee().announce(claiming(1), HUNDRED)).isEqualTo(new Reservation.QuotaExceeded(100));
    }

    @Test
    default void claimOverTheWholeQuotaIsRefusedToWhoHasNothing() {
        assertThat(testee().announce(claiming(101), HUNDRED)).isEqualTo(new Reservation.QuotaExceeded(0));
        assertThat(testee().announce(claiming(100), HUNDRED)).isEqualTo(RESERVED);
    }

    @Test
    default void quotaThatBecameSmallerTakesNothingAway() {
        Image image = stored(sized(90));

        assertThat(testee().announce(claiming(1), new Quota(50))).isEqualTo(new Reservation.QuotaExceeded(90));

        assertThat(testee().find(image.id())).contains(image);
    }

    @Test
    default void everyOwnerHasTheirOwnQuota() {
        stored(sized(100));
        Image bobs = image().owner("bob").sizeBytes(100).build();

        stored(bobs);

        assertThat(used(new UserId("bob"))).isEqualTo(100);
        withdraw(bobs);
        assertThat(used(new UserId("bob"))).isZero();
        assertThat(used()).isEqualTo(100);
    }

    @Test
    default void announcingAgainAfterALostAnswerClaimsNothingMore() {
        ImageState.Pending pending = claiming(60);
        testee().announce(pending, HUNDRED);
        testee().announce(claiming(40), HUNDRED);

        assertThat(testee().announce(pending, HUNDRED)).isEqualTo(RESERVED);

        assertThat(used()).isEqualTo(100);
        assertThat(testee().state(pending.id())).contains(pending);
    }

    @Test
    default void noQuotaMattersWithoutAClaim() {
        stored(sized(100));

        assertThat(testee().announce(new ImageState.Uploading(image().build().id(), ANNOUNCED), HUNDRED))
                .isEqualTo(RESERVED);

        assertThat(used()).isEqualTo(100);
    }

    @Test
    default void claimWithoutALimitIsCountedToo() {
        assertThat(testee().announce(claiming(1_000))).isEqualTo(RESERVED);

        assertThat(used()).isEqualTo(1_000);
    }

    // Publishing

    @Test
    default void publishedImageHasUsedItsSizeInPlaceOfItsClaim() {
        for (String[] tags : new String[][]{{}, {"sea", "kite"}}) {
            long before = used();
            for (long sizeBytes : new long[]{7, 10, 13}) {
                Image image = sized(sizeBytes, tags);
                testee().announce(claiming(image, 10));

                assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);
                assertThat(testee().publish(image)).as("again").isEqualTo(Publication.PUBLISHED);
            }
            assertThat(used() - before).isEqualTo(30);
        }
    }

    @Test
    default void imagesStoredWithoutAClaimCount() {
        storedWithoutClaim(sized(30, "sea"));
        Image withdrawn = storedWithoutClaim(sized(60));
        withdraw(withdrawn);
        storedWithoutClaim(image().owner("bob").sizeBytes(9).build());
        testee().announce(new ImageState.Uploading(image().build().id(), ANNOUNCED));

        assertThat(testee().announce(claiming(71), HUNDRED)).isEqualTo(new Reservation.QuotaExceeded(30));
        assertThat(testee().announce(claiming(70), HUNDRED)).isEqualTo(RESERVED);
    }

    // Giving back

    @Test
    default void withdrawnImageGivesItsRoomBackOnce() {
        for (String[] tags : new String[][]{{}, {"sea", "kite"}}) {
            Image image = stored(sized(60, tags));
            Image kept = stored(sized(10, tags));
            assertThat(testee().withdraw(image.id(), new VersionCondition.Exactly(9), ANNOUNCED))
                    .isEqualTo(Withdrawal.VERSION_MISMATCH);
            assertThat(used()).isEqualTo(70);

            withdraw(image);

            assertThat(used()).isEqualTo(10);
            testee().withdraw(image.id(), VersionCondition.ANY, ANNOUNCED);
            testee().abandon(image.id());
            testee().publish(image);
            testee().remove(image.id());
            testee().remove(image.id());
            assertThat(used()).isEqualTo(10);
            withdraw(kept);
        }
    }

    @Test
    default void imageStoredWithoutAClaimGivesItsRoomBackToo() {
        Image image = storedWithoutClaim(sized(60, "sea"));
        assertThat(used()).isEqualTo(60);

        withdraw(image);

        assertThat(used()).isZero();
    }

    @Test
    default void abandonedUploadGivesItsClaimBackOnce() {
        ImageState.Pending pending = claiming(60);
        testee().announce(pending, HUNDRED);
        Image ready = stored(sized(10));

        assertThat(testee().abandon(pending.id())).isEqualTo(Abandonment.ABANDONED);

        assertThat(testee().state(pending.id())).contains(new ImageState.Deleting(pending.id(), ANNOUNCED));
        assertThat(used()).isEqualTo(10);
        assertThat(testee().abandon(pending.id())).isEqualTo(Abandonment.ABANDONED);
        testee().remove(pending.id());
        assertThat(testee().abandon(ready.id())).isEqualTo(Abandonment.NOT_PENDING);
        assertThat(used()).isEqualTo(10);
    }

    @Test
    default void editsNeitherTakeNorGive() {
        Image image = stored(sized(60, "sea"));
        for (String[] tags : new String[][]{{"kite"}, {}, {}}) {
            Image next = image.edited(
                    new ImageDetails("By " + image.version(), null, Tags.of(List.of(tags)), Visibility.PUBLIC),
                    image.updatedAt());
            assertThat(testee().revise(image, next)).isEqualTo(Revision.REVISED);
            image = next;
        }
        assertThat(used()).isEqualTo(60);

        withdraw(image);

        assertThat(used()).isZero();
    }

    // Claiming later

    @Test
    default void claimOfAPendingImageBecomesTheLargerOne() {
        Image announced = image().build();
        Image claimed = image().build();
        testee().announce(new ImageState.Uploading(announced.id(), ANNOUNCED));
        testee().announce(claiming(claimed, 20), HUNDRED);

        for (Image image : List.of(announced, claimed)) {
            for (long sizeBytes : new long[]{40, 40, 30}) {
                assertThat(testee().claim(image.id(), new QuotaReservation(ALICE, sizeBytes), HUNDRED))
                        .isEqualTo(RESERVED);
                assertThat(testee().state(image.id())).contains(claiming(image, 40));
            }
        }
        assertThat(used()).isEqualTo(80);

        assertThat(testee().claim(claimed.id(), new QuotaReservation(ALICE, 61), HUNDRED))
                .isEqualTo(new Reservation.QuotaExceeded(80));
        assertThat(testee().state(claimed.id())).contains(claiming(claimed, 40));
        assertThat(testee().claim(claimed.id(), new QuotaReservation(ALICE, 60), HUNDRED)).isEqualTo(RESERVED);
        assertThat(used()).isEqualTo(100);
    }

    @Test
    default void directUploadKeepsWhatWasToldWhenItClaimsLater() {
        ImageState.Pending direct = new ImageState.AwaitingBytes(
                image().build().id(),
                ANNOUNCED,
                new DirectUpload(ALICE, null, ImageDetails.NONE, ContentType.JPEG, 40));
        testee().announce(direct);

        assertThat(testee().claim(direct.id(), new QuotaReservation(ALICE, 40), HUNDRED)).isEqualTo(RESERVED);

        assertThat(testee().state(direct.id())).contains(direct.claiming(new QuotaReservation(ALICE, 40)));
    }

    @Test
    default void nothingIsClaimedForWhatIsNotPending() {
        Image ready = stored(sized(60));
        Image withdrawn = stored(sized(10));
        withdraw(withdrawn);
        Image unknown = image().build();

        for (Image image : List.of(ready, withdrawn, unknown)) {
            var before = testee().state(image.id());
            assertThat(testee().claim(image.id(), new QuotaReservation(ALICE, 90), new Quota(1_000)))
                    .isEqualTo(RESERVED);
            assertThat(testee().state(image.id())).isEqualTo(before);
        }
        assertThat(used()).isEqualTo(60);
    }

    // At once

    @Test
    default void ofManyClaimsAtOnceExactlyThoseAreKeptThatFit() throws Exception {
        storedWithoutClaim(sized(10));
        List<ImageState.Pending> pending = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            pending.add(claiming(15));
        }

        List<Announcement> reservations = AtOnce.all(pending.stream()
                .<Callable<Announcement>>map(each -> () -> testee().announce(each, HUNDRED))
                .toList());

        assertThat(reservations.stream().filter(RESERVED::equals)).hasSize(6);
        assertThat(used()).isEqualTo(100);
        for (int i = 0; i < pending.size(); i++) {
            assertThat(testee().state(pending.get(i).id()).isPresent()).isEqualTo(reservations.get(i).equals(RESERVED));
        }
    }

    @Test
    default void ofManyWhoGiveTheSameUpAtOnceOneGivesItsRoomBack() throws Exception {
        for (int round = 0; round < 5; round++) {
            Image ready = stored(sized(10, "sea"));
            Image pending = sized(20);
            testee().announce(claiming(pending, 30), HUNDRED);
            List<Callable<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(() -> testee().withdraw(ready.id(), VersionCondition.ANY, ANNOUNCED));
                calls.add(() -> testee().abandon(pending.id()));
                calls.add(() -> testee().publish(pending));
            }

            AtOnce.all(calls);

            ImageId id = pending.id();
            boolean published = testee().find(id).isPresent();
            assertThat(used()).isEqualTo(published ? 20 : 0);
            if (published) {
                withdraw(pending);
            }
        }
        assertThat(used()).isZero();
    }
}
