package dev.darkroom.domain.service.library;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.library.ViewImage.Download;
import dev.darkroom.domain.service.blob.FetchBlobService;
import dev.darkroom.domain.service.operations.CheckHealthService;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemoryLinks;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewAndDeleteTest {
    private static final byte[] BYTES = {1, 2, 3};

    private final MovableClock clock = new MovableClock();
    private final InMemoryBlobStore store = new InMemoryBlobStore(clock);
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    private final InMemoryLinks links = new InMemoryLinks(clock);
    private final ViewImage view = new ViewImageService(
            catalog, links, store, new LabelRenderer(), RenditionDefinitions.DEFAULT, Runnable::run, Path.of("unused"),
            clock);
    private final DeleteImage delete = new DeleteImageService(store, catalog, catalog, Retention.NONE, clock);
    private final FetchBlob fetch = new FetchBlobService(links, store);
    private final Image image = image().filename("kite.jpg").version(2).build();

    @BeforeEach
    void oneImage() {
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        store.put(
                image.originalKey(),
                Content.of(BYTES),
                image.contentType(),
                Checksum.of(Checksum.newDigest().digest(BYTES)));
        catalog.publish(image);
    }

    private static ViewImage.Query query(ImageId id, @Nullable Download download) {
        return new ViewImage.Query(new Actor.Anyone(), id, new ViewImage.Address.Fresh(Duration.ofMinutes(5), download),
                null);
    }

    private ViewImage.Result.Found viewed(@Nullable Download download) {
        var result = view.view(query(image.id(), download));
        assertThat(result).isInstanceOf(ViewImage.Result.Found.class);
        return (ViewImage.Result.Found) result;
    }

    private FetchBlob.Result fetched(URI url) {
        String query = url.getQuery();
        return fetch.fetch(new FetchBlob.Query(
                url.getPath().substring("/blobs/".length()), Map.of("link", query.substring("link=".length()))));
    }

    private FetchBlob.Result.Found found(URI url) {
        assertThat(fetched(url)).isInstanceOf(FetchBlob.Result.Found.class);
        return (FetchBlob.Result.Found) fetched(url);
    }

    @Test
    void viewReturnsTheImageAndAUrlOfItsOriginal() throws IOException {
        ViewImage.Result.Found view = viewed(null);

        assertThat(view.image()).isEqualTo(image);
        FetchBlob.Result.Found blob = found(view.url().url());
        assertThat(blob.contentType()).isEqualTo(image.contentType());
        assertThat(blob.disposition()).isEqualTo(new Disposition.Inline());
        try (InputStream in = blob.reader().open(new ByteRange(1, 2)).orElseThrow()) {
            assertThat(in.readAllBytes()).containsExactly(2, 3);
        }
    }

    @Test
    void downloadHasTheRequestedName() {
        assertThat(found(viewed(new Download.AsUploaded()).url().url()).disposition())
                .isEqualTo(new Disposition.Attachment(new Filename("kite.jpg")));
        assertThat(found(viewed(new Download.As(new Filename("凧.jpg"))).url().url())
                .disposition())
                .isEqualTo(new Disposition.Attachment(new Filename("凧.jpg")));
    }

    @Test
    void expiredUrlIsRefused() {
        URI url = viewed(null).url().url();

        clock.advance(Duration.ofMinutes(5));

        assertThat(fetched(url)).isEqualTo(new FetchBlob.Result.Expired());
    }

    @Test
    void urlThatWasNotSignedHereIsRefused() {
        assertThat(fetched(URI.create("/blobs/" + image.originalKey() + "?link=7")))
                .isEqualTo(new FetchBlob.Result.Forged());
    }

    @Test
    void noUseCaseFindsADeletedImage() {
        URI url = viewed(null).url().url();

        assertThat(delete.delete(new DeleteImage.Command(new Actor.Anyone(), image.id(), null)))
                .isEqualTo(new DeleteImage.Result.Deleted());

        assertThat(view.view(query(image.id(), null)))
                .isEqualTo(new ViewImage.Result.NotFound());
        assertThat(fetched(url)).isEqualTo(new FetchBlob.Result.NotFound());
        assertThat(delete.delete(new DeleteImage.Command(new Actor.Anyone(), image.id(), null)))
                .isEqualTo(new DeleteImage.Result.NotFound());
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void deletionOfAnotherVersionChangesNothing() {
        assertThat(delete.delete(new DeleteImage.Command(new Actor.Anyone(), image.id(), 1L)))
                .isEqualTo(new DeleteImage.Result.VersionMismatch());

        viewed(null);
        assertThat(delete.delete(new DeleteImage.Command(new Actor.Anyone(), image.id(), 2L)))
                .isEqualTo(new DeleteImage.Result.Deleted());
    }

    @Test
    void pendingImageIsNotFound() {
        Image pending = image().build();
        catalog.announce(new ImageState.Uploading(pending.id(), pending.createdAt()));

        assertThat(view.view(query(pending.id(), null)))
                .isEqualTo(new ViewImage.Result.NotFound());
        assertThat(delete.delete(new DeleteImage.Command(new Actor.Anyone(), pending.id(), null)))
                .isEqualTo(new DeleteImage.Result.NotFound());
    }

    @Test
    void healthNamesWhatIsUnavailable() {
        var health = new CheckHealthService(store, catalog, new LabelRenderer());
        assertThat(health.check().ready()).isTrue();

        store.setOutOfReach(true);
        assertThat(health.check().store()).isEqualTo("The store is out of reach");
        assertThat(health.check().catalog()).isNull();

        store.setOutOfReach(false);
        catalog.setOutOfReach(true);
        assertThat(health.check().store()).isNull();
        assertThat(health.check().catalog()).isEqualTo("The catalog is out of reach");
        assertThat(health.check().ready()).isFalse();
    }
}
