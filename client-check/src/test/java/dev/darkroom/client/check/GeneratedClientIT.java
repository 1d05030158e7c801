package dev.darkroom.client.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.client.ApiClient;
import dev.darkroom.client.ApiException;
import dev.darkroom.client.JSON;
import dev.darkroom.client.api.ImagesApi;
import dev.darkroom.client.api.ServiceApi;
import dev.darkroom.client.api.UploadsApi;
import dev.darkroom.client.model.BulkEdit;
import dev.darkroom.client.model.BulkEditResult;
import dev.darkroom.client.model.ContentType;
import dev.darkroom.client.model.Deletion;
import dev.darkroom.client.model.ErrorCode;
import dev.darkroom.client.model.ExistingImage;
import dev.darkroom.client.model.FileSelection;
import dev.darkroom.client.model.Image;
import dev.darkroom.client.model.ImageEdit;
import dev.darkroom.client.model.ImagePage;
import dev.darkroom.client.model.ImageSelection;
import dev.darkroom.client.model.ImageView;
import dev.darkroom.client.model.Liveness;
import dev.darkroom.client.model.Order;
import dev.darkroom.client.model.Problem;
import dev.darkroom.client.model.StartedUpload;
import dev.darkroom.client.model.State;
import dev.darkroom.client.model.UploadStart;
import dev.darkroom.client.model.Visibility;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client that a generator creates from openapi.yaml works. */
class GeneratedClientIT {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Application application;
    private ApiClient client;
    private ImagesApi images;

    @BeforeEach
    void start() {
        application = Application.start(
                Configuration.from(Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.resolve("data").toString())),
                "test", InstantSource.system());
        client = new ApiClient();
        client.updateBaseUri("http://127.0.0.1:" + application.port());
        images = new ImagesApi(client);
    }

    @AfterEach
    void stop() {
        http.close();
        application.close();
    }

    private static byte[] picture() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", png);
        return png.toByteArray();
    }

    private Image upload(String user) throws IOException, ApiException {
        Path file = Files.write(folder.resolve("kite.png"), picture());
        return images.uploadImage(file.toFile(), null, null, null, "return", user, null, "Kite", null, "sea, kite",
                Visibility.PUBLIC);
    }

    private ImagePage list(String user) throws ApiException {
        return images.listImages(user, List.of("sea"), ContentType.IMAGE_PNG, Visibility.PUBLIC, "2026-01-01", null,
                null,
                null, null, null, null, "kite", null, 10, Order.ASC, null, null, State.READY);
    }

    private Problem problem(ApiException refusal) throws IOException {
        return JSON.getDefault().getMapper().readValue(refusal.getResponseBody(), Problem.class);
    }

    @Test
    void aPictureIsUploadedListedViewedEditedAndDeleted() throws Exception {
        Image image = upload("alice");
        assertThat(image.getFilename()).isEqualTo("kite.png");
        assertThat(image.getTags()).containsExactly("sea", "kite");
        assertThat(image.getWidth()).isEqualTo(40);
        assertThat(image.getTakenAt()).isNull();

        assertThat(list("alice").getItems()).containsExactly(image);
        assertThat(upload("alice")).as("an upload of the same file").isEqualTo(image);
        assertThat(images.findExisting(new FileSelection().userId("alice").addSha256Item(image.getReceivedSha256()))
                .getResults())
                .extracting(ExistingImage::getImageId)
                .containsExactly(image.getImageId());
        assertThat(list("alice").getNextCursor()).isNull();
        assertThat(list("bob").getItems()).isEmpty();

        ImageView view = images.viewImage(image.getImageId(), 60, null, null, null);
        assertThat(view.getSha256()).isEqualTo(image.getSha256());
        assertThat(view.getExpiresAt()).isAfter(image.getCreatedAt());
        assertThat(view.getRenditions()).containsOnlyKeys("thumb", "small", "medium", "large");
        assertThat(http.send(HttpRequest.newBuilder(view.getUrl()).build(), BodyHandlers.ofByteArray()).body())
                .isEqualTo(picture());

        Image edited = images.editImage(image.getImageId(), new ImageEdit().title(null).tags(List.of("sea")), "\"1\"");
        assertThat(edited.getTitle()).isNull();
        assertThat(edited.getVisibility()).isEqualTo(Visibility.PUBLIC);
        assertThat(edited.getVersion()).isEqualTo(2);

        assertThat(images.deleteImage(image.getImageId(), null, true).getImageId()).isEqualTo(image.getImageId());
        ApiException gone = catchThrowableOfType(ApiException.class,
                () -> images.viewImage(image.getImageId(), null, null, null, null));
        assertThat(gone.getCode()).isEqualTo(404);
        assertThat(problem(gone).getCode()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(list("alice").getItems()).isEmpty();
    }

    @Test
    void refusalsAreProblems() throws Exception {
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> upload("nobody at all"));

        assertThat(refusal.getCode()).isEqualTo(400);
        assertThat(problem(refusal).getCode()).isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(problem(refusal).getDetail()).contains("user_id");
    }

    @Test
    void theBytesOfADirectUploadAreSentToTheUrlInTheResponse() throws Exception {
        UploadsApi uploads = new UploadsApi(client);
        byte[] picture = picture();
        StartedUpload started = uploads.startUpload(new UploadStart()
                .userId("alice").contentType(ContentType.IMAGE_PNG).size((long) picture.length), null);
        HttpRequest.Builder put = HttpRequest.newBuilder(started.getUrl()).PUT(BodyPublishers.ofByteArray(picture));
        started.getHeaders().forEach((name, value) -> {
            if (!name.equals("Content-Length")) {
                put.header(name, value);
            }
        });

        assertThat(http.send(put.build(), BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        Image image = uploads.completeUpload(started.getUploadId(), null);
        assertThat(image.getImageId()).isEqualTo(started.getImageId());

        List<BulkEditResult> edits = images.editImages(new BulkEdit()
                .imageIds(List.of(image.getImageId(), "nothing"))
                .addTags(List.of("kite"))).getResults();
        assertThat(edits).extracting(BulkEditResult::getStatus)
                .containsExactly(BulkEditResult.StatusEnum.EDITED, BulkEditResult.StatusEnum.NOT_FOUND);
        assertThat(edits.getLast().getVersion()).isNull();

        List<Deletion> deletions = images
                .deleteImages(new ImageSelection().imageIds(List.of(image.getImageId(), "nothing")), null)
                .getResults();
        assertThat(deletions).extracting(Deletion::getStatus)
                .containsExactly(Deletion.StatusEnum.DELETED, Deletion.StatusEnum.NOT_FOUND);
    }

    @Test
    void theDocumentIsAtItsDocumentedPath() throws Exception {
        ServiceApi service = new ServiceApi(client);

        assertThat(service.live().getStatus()).isEqualTo(Liveness.StatusEnum.LIVE);
        assertThat(URI.create(service.root(null).getOpenapi().getValue()).getPath()).isEqualTo("/openapi.yaml");
    }
}
