package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A picture that is much larger than an event, uploaded through a function. */
@FullTier
class LambdaLargePictureIT {
    private static final long MEGABYTE = 1_000_000;
    /** The limit for an upload in one request to a function, as documented. */
    private static final int MAX_UPLOAD_BYTES = 4_579_328;

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void pictureOf40MegabytesIsRejectedAsAnUploadAndStoredAsADirectUpload() throws Exception {
        Path picture = folder.resolve("large.png");
        Photographs.writeUncompressedPng(picture, 3_800, 3_520);
        long size = Files.size(picture);
        assertThat(size).isBetween(40 * MEGABYTE, 41 * MEGABYTE);

        try (LambdaDeployment function = LambdaDeployment.start(Map.of())) {
            // Lambda rejects an event with the whole picture. This is one byte more than always fits into an event.
            function.refused(Call.post("/upload?user_id=alice").body("image/png", start(picture, MAX_UPLOAD_BYTES + 1)))
                    .expectProblem(413, "too_large", Integer.toString(MAX_UPLOAD_BYTES), "POST /uploads");

            JsonNode upload = function.started("image/png", size);
            Map<String, String> headers = function.headers(upload);
            assertThat(headers.remove("Content-Length")).isEqualTo(Long.toString(size));
            assertThat(put(upload.path("url").asText(), headers, picture)).isEqualTo(200);
            JsonNode image = function.complete(upload).expect(201).json();

            assertThat(image.path("size").asLong()).isEqualTo(size);
            assertThat(image.path("width").asInt()).isEqualTo(3_800);
            assertThat(image.path("height").asInt()).isEqualTo(3_520);
            String id = image.path("image_id").asText();
            Path download = folder.resolve("download");
            fetch(function.view(id).expect(200).text("url"), download);
            assertThat(Files.mismatch(download, picture)).isEqualTo(-1);
            function.send(Call.delete("/images/" + id)).expect(200);
            assertThat(function.objectKeys()).isEmpty();
        }
    }

    @Test
    @Timeout(120)
    void pictureLargerThanAnEventIsStoredAsAResumableUpload() throws Exception {
        Path picture = folder.resolve("large.png");
        Photographs.writeUncompressedPng(picture, 1_800, 1_800);
        long size = Files.size(picture);
        assertThat(size).isGreaterThan(2 * MAX_UPLOAD_BYTES);

        try (LambdaDeployment function = LambdaDeployment.start(Map.of());
                InputStream in = Files.newInputStream(picture)) {
            assertThat(function.send(Call.of("OPTIONS", "/upload/resumable")).expect(204).header("Upload-Limit"))
                    .endsWith(", max-append-size=" + MAX_UPLOAD_BYTES);
            Answer answer = function.send(Call.post("/upload/resumable?user_id=alice")
                    .header("Upload-Complete", "?0")
                    .header("Upload-Length", Long.toString(size))
                    .header("Upload-Draft-Interop-Version", "8")).expect(201);
            String upload = answer.header("Location");
            long offset = 0;
            while (offset < size) {
                byte[] part = in.readNBytes(MAX_UPLOAD_BYTES);
                boolean isLast = offset + part.length == size;
                answer = function.send(Call.of("PATCH", upload.substring(upload.indexOf("/upload/")))
                        .header("Upload-Offset", Long.toString(offset))
                        .header("Upload-Complete", isLast ? "?1" : "?0")
                        .body("application/partial-upload", part)).expect(isLast ? 201 : 204);
                offset += part.length;
            }

            Path download = folder.resolve("download");
            fetch(function.view(answer.text("image_id")).expect(200).text("url"), download);
            assertThat(Files.mismatch(download, picture)).isEqualTo(-1);
        }
    }

    private static byte[] start(Path file, int sizeBytes) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(sizeBytes);
        }
    }

    /** Sends a file, like {@link Deployment#put}. The HTTP client sets the length itself. */
    private static int put(String url, Map<String, String> headers, Path file) throws Exception {
        HttpRequest.Builder put = HttpRequest.newBuilder(URI.create(url)).PUT(HttpRequest.BodyPublishers.ofFile(file));
        headers.forEach(put::header);
        return Deployment.CLIENT.send(put.build(), BodyHandlers.discarding()).statusCode();
    }

    private static void fetch(String url, Path file) throws Exception {
        HttpRequest get = HttpRequest.newBuilder(URI.create(url)).build();
        assertThat(Deployment.CLIENT.send(get, BodyHandlers.ofFile(file)).statusCode()).isEqualTo(200);
    }
}
