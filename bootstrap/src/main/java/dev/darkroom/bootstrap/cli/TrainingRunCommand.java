package dev.darkroom.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.log.Logging;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;

/**
 * The training run of an AOT cache (JEP 514): a JVM with {@code -XX:AOTCacheOutput=FILE} records what a server loads and
 * links when it starts and is used, and one with {@code -XX:AOTCache=FILE} finds that done.
 */
@Command(
        name = "training-run",
        description = "Serve for a moment from a folder of its own and be used, so that a JVM with -XX:AOTCacheOutput=FILE records"
                + " an AOT cache. The build does it.")
final class TrainingRunCommand implements Callable<Integer> {
    private final Context context;
    private final ObjectMapper json = new ObjectMapper();

    TrainingRunCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("darkroom-training");
        try {
            Configuration configuration =
                    Configuration.from(Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.toString()));
            // Nobody is interested in this server's log.
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            Logging.start(configuration.log(), nowhere);
            try (Application application = Application.start(configuration, Version.current(), context.clock());
                    HttpClient client = HttpClient.newHttpClient()) {
                use(client, URI.create("http://127.0.0.1:" + application.port()));
            }
            return ExitCode.DONE;
        } finally {
            delete(folder);
        }
    }

    private void use(HttpClient client, URI server) throws IOException, InterruptedException {
        JsonNode image = json.readTree(send(client, HttpRequest.newBuilder(server.resolve("/upload?user_id=training"))
                .header("Content-Type", "image/jpeg")
                .POST(BodyPublishers.ofByteArray(picture()))));
        String path = "/images/" + image.path("image_id").asText();
        String presigned = json.readTree(send(client, HttpRequest.newBuilder(server.resolve(path))))
                .path("url")
                .asText();
        for (String read : List.of(
                presigned, "/images?limit=50", path + "/content?rendition=medium", "/health/ready", "/metrics")) {
            byte[] _ = send(client, HttpRequest.newBuilder(server.resolve(read)));
        }
        byte[] _ = send(client, HttpRequest.newBuilder(server).header("Accept", "text/html"));
        byte[] _ = send(client, HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"title\":\"Training\"}")));
        byte[] _ = send(client, HttpRequest.newBuilder(server.resolve(path)).DELETE());
    }

    private static byte[] send(HttpClient client, HttpRequest.Builder builder)
            throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() >= 400) {
            throw new IOException(request.method() + " " + request.uri().getPath() + " was answered "
                    + response.statusCode() + ": " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    private static byte[] picture() throws IOException {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(1280, 800, BufferedImage.TYPE_INT_RGB), "jpeg", jpeg);
        return jpeg.toByteArray();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
