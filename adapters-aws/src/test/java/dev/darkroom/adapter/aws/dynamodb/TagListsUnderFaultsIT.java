package dev.darkroom.adapter.aws.dynamodb;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.testkit.Fault;
import dev.darkroom.adapter.aws.testkit.FaultyNetwork;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.testkit.fixture.Filters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Ends a change of a tagged image before and after each of its requests, as if the process died there. The public lists of its
 * tags agree with its row each time, before the change is repeated or {@code Reconcile} runs (ADR 27).
 */
class TagListsUnderFaultsIT {
    private static final Timeouts ONE_ATTEMPT = new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            1,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofMillis(1));

    private static final List<Tag> TAGS = List.of(new Tag("sea"), new Tag("kite"), new Tag("sky"));

    private final FaultyNetwork network = FaultyNetwork.to(TestCloud.inProcess());
    private final AwsSettings settings = TestCloud.inProcess().newSettings();
    private final AwsStorage calm = AwsStorage.open(settings, InstantSource.system());
    private final AwsStorage troubled = AwsStorage.open(
            network.cloud().settings(settings.bucket(), settings.table()),
            InstantSource.system(),
            StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(TestCloud.ACCESS_KEY, TestCloud.SECRET_KEY)),
            ONE_ATTEMPT,
            ONE_ATTEMPT);

    @AfterEach
    void close() {
        troubled.close();
        calm.close();
        network.close();
    }

    @Test
    void anImageThatBecomesPrivateIsInThePublicListsOfItsTagsExactlyWhileItsRowIsPublic() {
        assertListsFollowTheRow(
                Visibility.PUBLIC, (catalog, image) -> revise(catalog, image, Visibility.PRIVATE));
    }

    @Test
    void anImageThatBecomesPublicIsInThePublicListsOfItsTagsExactlyWhenItsRowIsPublic() {
        assertListsFollowTheRow(
                Visibility.PRIVATE, (catalog, image) -> revise(catalog, image, Visibility.PUBLIC));
    }

    @Test
    void aWithdrawnImageIsInThePublicListsOfItsTagsExactlyWhileItsRowIsReady() {
        assertListsFollowTheRow(
                Visibility.PUBLIC,
                (catalog, image) -> catalog.withdraw(image.id(), VersionCondition.ANY, image.createdAt()));
    }

    @Test
    void anImageThatIsMovedToTheTrashIsInThePublicListsOfItsTagsExactlyWhileItsRowIsReady() {
        assertListsFollowTheRow(
                Visibility.PUBLIC,
                (_, image) -> troubled.trash().put(image.id(), VersionCondition.ANY, image.createdAt()));
    }

    @Test
    void aRestoredImageIsInThePublicListsOfItsTagsExactlyWhenItsRowIsReady() {
        assertListsFollowTheRow(Visibility.PUBLIC, (_, image) -> {
            calm.trash().put(image.id(), VersionCondition.ANY, image.createdAt());
            troubled.trash().restore(new ImageState.Trashed(image, image.createdAt()), image.createdAt());
        });
    }

    /** Also removes a tag, keeps one and adds one. */
    private static void revise(ImageCatalog catalog, Image image, Visibility visibility) {
        ImageDetails next = new ImageDetails("Two kites", null, Tags.of(List.of("kite", "sky")), visibility);
        catalog.revise(image, image.edited(next, image.createdAt()));
    }

    private void assertListsFollowTheRow(Visibility before, BiConsumer<ImageCatalog, Image> change) {
        calm.provisioning().provision();
        // A request that fails has no effect: the process died before it. One whose response is lost was the last one.
        for (Fault fault : List.of(Fault.ERROR, Fault.LOST_ANSWER)) {
            int requests = 0;
            while (isCut(fault, requests, before, change)) {
                requests++;
            }
            assertThat(requests).as("requests of the change").isPositive();
        }
    }

    /** Returns whether the change has a request with this index, so that it was cut. */
    private boolean isCut(Fault fault, int request, Visibility before, BiConsumer<ImageCatalog, Image> change) {
        Image image = image().title("A kite").tags("sea", "kite").visibility(before).build();
        calm.catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(calm.catalog().publish(image)).isEqualTo(Publication.PUBLISHED);
        // A new process, which must read the day of the image first.
        ImageCatalog dying = new DynamoDbImageCatalog(troubled.table(), InstantSource.system());

        network.plan(fault, request, request + 1);
        boolean cut = false;
        try {
            change.accept(dying, image);
        } catch (StorageException.Unavailable e) {
            cut = true;
        }
        network.heal();

        Optional<Image> row = calm.catalog().find(image.id());
        for (Tag tag : TAGS) {
            assertThat(publicListOf(tag, image))
                    .as("%s, %s of request %d", tag, fault, request)
                    .isEqualTo(row.filter(ready -> ready.details().visibility() == Visibility.PUBLIC)
                            .filter(ready -> ready.details().tags().values().contains(tag)));
        }
        return cut;
    }

    /** The image as the public list of the tag shows it, or empty if the list does not contain it. */
    private Optional<Image> publicListOf(Tag tag, Image image) {
        ImageFilter filter = Filters.of(null, tag, null, Visibility.PUBLIC, null, null);
        return calm.catalog().list(new PageRequest(filter, SortOrder.NEWEST_FIRST, null, 100)).images().stream()
                .filter(listed -> listed.id().equals(image.id()))
                .findAny();
    }
}
