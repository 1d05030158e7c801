package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.ImageState.Receiving.Declaration;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.resumable.PartToken;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Advance;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The part of the contract of a catalog that concerns resumable uploads. */
public interface ResumableUploadContract {
    /** When the uploads of these tests expire. */
    Instant DEADLINE = Instant.parse("2026-03-02T12:00:00.123Z");

    Declaration BARE = new Declaration(new UserId("alice"), null, ImageDetails.NONE, null);

    ImageCatalog testee();

    private static PartToken token() {
        return PartToken.random(RandomGenerator.getDefault());
    }

    private ImageState.Receiving announced(Declaration declaration, @Nullable Long length) {
        ImageState.Receiving upload = new ImageState.Receiving(
                image().build().id(), image().build().id(), DEADLINE, declaration, UploadProgress.none(length), null);
        testee().announce(upload);
        return upload;
    }

    private Advance advance(ImageState.Receiving upload, UploadProgress current, UploadProgress next) {
        return testee().advance(upload.id(), current, next);
    }

    @Test
    default void everyFieldOfAResumableUploadComesBackAsItWasAnnounced() {
        Declaration full = new Declaration(
                new UserId("auth0|A.b_c:d@e-" + "x".repeat(112)),
                new Filename("my \"kite\"; 凧 🪁'.jpg"),
                new ImageDetails(
                        "t".repeat(199) + "🪁", "line\nline\t" + "d".repeat(2_190),
                        Tags.of(List.of("sea", "凧🪁'\"\\%_")), Visibility.PUBLIC),
                "filename bXkga2l0ZQ==,is_confidential," + "m".repeat(8_000), true);

        for (Declaration declaration : List.of(full, BARE)) {
            for (Long length : new Long[]{null, 0L, 5_368_709_120L}) {
                ImageState.Receiving upload = announced(declaration, length);
                assertThat(testee().state(upload.id())).contains(upload);
                assertThat(testee().find(upload.id())).isEmpty();
            }
        }
    }

    @Test
    default void uploadAdvancesPartByPart() {
        ImageState.Receiving upload = announced(BARE, null);
        UploadProgress first = upload.progress().with(token(), 7);
        UploadProgress second = first.with(token(), 5_000_000_000L);
        UploadProgress ended = second.ending(second.offset());

        assertThat(advance(upload, upload.progress(), first)).isEqualTo(Advance.ADVANCED);
        assertThat(testee().state(upload.id())).contains(upload.at(first));
        assertThat(advance(upload, first, second)).isEqualTo(Advance.ADVANCED);
        assertThat(advance(upload, second, ended)).isEqualTo(Advance.ADVANCED);
        assertThat(testee().state(upload.id())).contains(upload.at(ended));
    }

    @Test
    default void advancingAgainAfterALostAnswerIsAdvanced() {
        ImageState.Receiving upload = announced(BARE, 10L);
        UploadProgress next = upload.progress().with(token(), 10);

        assertThat(advance(upload, upload.progress(), next)).isEqualTo(Advance.ADVANCED);
        assertThat(advance(upload, upload.progress(), next)).isEqualTo(Advance.ADVANCED);
        assertThat(testee().state(upload.id())).contains(upload.at(next));
    }

    @Test
    default void advancingFromAnotherProgressChangesNothing() {
        ImageState.Receiving upload = announced(BARE, null);
        UploadProgress stored = upload.progress().with(token(), 10);
        advance(upload, upload.progress(), stored);

        // The same number of bytes, in another part.
        UploadProgress overtaken = upload.progress().with(token(), 10);
        assertThat(advance(upload, upload.progress(), overtaken)).isEqualTo(Advance.OVERTAKEN);
        assertThat(advance(upload, overtaken, overtaken.with(token(), 1))).isEqualTo(Advance.OVERTAKEN);
        assertThat(advance(upload, stored.ending(20), stored.ending(20).with(token(), 1)))
                .isEqualTo(Advance.OVERTAKEN);
        assertThat(testee().state(upload.id())).contains(upload.at(stored));
    }

    @Test
    default void ofManyAppendsAtOnceOneWins() throws Exception {
        ImageState.Receiving upload = announced(BARE, 1_000L);
        UploadProgress current = upload.progress();
        for (int round = 0; round < 5; round++) {
            UploadProgress before = current;
            List<UploadProgress> candidates = IntStream.range(0, 8).mapToObj(_ -> before.with(token(), 10)).toList();

            List<Advance> results = AtOnce.all(candidates.stream()
                    .<Callable<Advance>>map(next -> () -> advance(upload, before, next)).toList());

            assertThat(results).containsOnlyOnce(Advance.ADVANCED).contains(Advance.OVERTAKEN)
                    .doesNotContain(Advance.NOT_RECEIVING);
            current = candidates.get(results.indexOf(Advance.ADVANCED));
            assertThat(testee().state(upload.id())).contains(upload.at(current));
        }
    }

    @Test
    default void onlyAResumableUploadAdvances() {
        UploadProgress none = UploadProgress.none(null);
        UploadProgress next = none.with(token(), 1);
        ImageId unknown = image().build().id();
        ImageState.Uploading image = new ImageState.Uploading(image().build().id(), DEADLINE);
        testee().announce(image);
        ImageState.Receiving abandoned = announced(BARE, null);
        assertThat(testee().abandon(abandoned.id())).isEqualTo(Abandonment.ABANDONED);

        for (ImageId id : List.of(unknown, image.id(), abandoned.id())) {
            assertThat(testee().advance(id, none, next)).isEqualTo(Advance.NOT_RECEIVING);
        }
        assertThat(testee().state(image.id())).contains(image);
        assertThat(testee().state(abandoned.id())).contains(new ImageState.Deleting(abandoned.id(), DEADLINE));
        testee().remove(abandoned.id());
        assertThat(testee().state(abandoned.id())).isEmpty();
    }
}
