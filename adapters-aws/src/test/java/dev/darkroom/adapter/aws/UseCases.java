package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.SignedUpload;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.out.catalog.IdGenerator;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import dev.darkroom.domain.testkit.fixture.Services;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The use cases over one storage. Each returns its result, or empty if the storage was unavailable. */
final class UseCases implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Accepts all bytes as a picture. */
    private static final ImageInspector INSPECTOR =
            content -> new Inspection.Accepted(ContentType.PNG, new Dimensions(4, 3), null, content);

    private static final Actor ANYONE = new Actor.Anyone();

    private final AwsStorage storage;
    private final Services services;

    UseCases(
            AwsSettings settings, InstantSource clock, IdGenerator ids, Path spoolFolder, Timeouts timeouts,
            Quota quota) {
        storage = AwsStorage.open(
                settings,
                // The store verifies signatures with the system clock.
                InstantSource.system(),
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(TestCloud.ACCESS_KEY, TestCloud.SECRET_KEY)),
                timeouts,
                timeouts);
        services = new Services(
                storage.blobStore(), storage.urlSigner(), storage.catalog(), storage.trash(), Retention.NONE,
                storage.idempotencyStore(), storage.signingKeys(), INSPECTOR, new LabelRenderer(), ids, clock,
                Runnable::run, Runnable::run,
                spoolFolder, quota, 1_000_000);
    }

    AwsStorage storage() {
        return storage;
    }

    private static <T> Optional<T> ifAvailable(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (StorageException.Unavailable e) {
            return Optional.empty();
        }
    }

    Optional<Image> upload(UserId owner, ImageDetails details, byte[] picture) {
        return ifAvailable(() -> services.uploadImage().upload(new UploadImage.Command(
                ANYONE,
                owner,
                null,
                details,
                Content.of(picture))))
                .map(result -> ((UploadImage.Result.Uploaded) result).image());
    }

    Optional<DeleteImage.Result> delete(ImageId id) {
        return ifAvailable(() -> services.deleteImage().delete(new DeleteImage.Command(ANYONE, id, null)));
    }

    /** Edits this version only, so that a test notices an edit that was made but reported as refused. */
    Optional<EditImage.Result> edit(Image image, ImageDetails details) {
        EditImage.Changes changes = new EditImage.Changes(
                new EditImage.Change.To<>(Optional.ofNullable(details.title())),
                new EditImage.Change.To<>(Optional.ofNullable(details.description())),
                new EditImage.Change.To<>(details.tags()),
                new EditImage.Change.To<>(details.visibility()));
        return ifAvailable(
                () -> services.editImage().edit(new EditImage.Command(ANYONE, image.id(), changes, image.version())));
    }

    Optional<ViewImage.Result> view(ImageId id) {
        return ifAvailable(() -> services.viewImage().view(new ViewImage.Query(
                ANYONE, id, new ViewImage.Address.Fresh(Duration.ofHours(1), null), null)));
    }

    Optional<List<Image>> list(ImageFilter filter) {
        return ifAvailable(() -> services.listImages()
                .list(new ListImages.Query(ANYONE, filter, SortOrder.NEWEST_FIRST, 100, null)))
                .map(result -> ((ListImages.Result.Page) result).images());
    }

    Optional<Reconcile.Report> reconcile(Duration grace) {
        return ifAvailable(() -> services.reconcile().reconcile(new Reconcile.Command(grace)));
    }

    Optional<StartUpload.Result.Started> start(UserId owner, ImageDetails details, byte[] picture) {
        return ifAvailable(() -> services.startUpload().start(new StartUpload.Command(
                ANYONE, owner, null, details, ContentType.PNG, picture.length)))
                .map(result -> (StartUpload.Result.Started) result);
    }

    Optional<CompleteUpload.Result> complete(ImageId id) {
        return ifAvailable(() -> services.completeUpload().complete(ANYONE, id));
    }

    /** Sends the bytes like a client, with up to three attempts. Returns whether the object is stored. */
    static boolean send(SignedUpload upload, byte[] picture) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(upload.url())
                        .timeout(Duration.ofSeconds(1))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(picture));
        upload.headers().forEach((name, value) -> {
            if (!name.equals("Content-Length")) {
                request.header(name, value);
            }
        });
        for (int attempt = 0; attempt < 3; attempt++) {
            try {
                int status = CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
                // 412: an earlier attempt has stored the object.
                if (status == 200 || status == 412) {
                    return true;
                }
            } catch (IOException e) {
                // The next attempt follows.
            }
        }
        return false;
    }

    @Override
    public void close() {
        storage.close();
    }
}
