package dev.darkroom.bootstrap.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.CloudStore;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image as the documentation runs it: without write access, capabilities or an HTTP client. */
@Tag("container")
class ContainerIT {
    private static final int UPLOADS = 16;
    private static final int MAX_UPLOAD_BYTES = 25 * 1024 * 1024;

    private String volume = "";

    @BeforeEach
    void createVolume() throws Exception {
        volume = Docker.output("volume", "create");
    }

    @AfterEach
    void removeVolume() throws Exception {
        Docker.output("volume", "rm", "--force", volume);
    }

    private List<String> data() {
        return List.of("--volume", volume + ":/data");
    }

    @Test
    void uploadAndRenditionWithoutWriteAccess() throws Exception {
        String id;
        byte[] picture = Client.picture(640, 480);
        try (Container container = Container.serve(data(), Map.of());
                Client client = new Client(container.port())) {
            id = client.upload(picture);
            assertThat(client.get("/images/" + id + "?rendition=small")).contains("small");
            assertThat(client.status("/images/" + id + "/content?rendition=small&format=webp")).isEqualTo(200);
            assertThat(client.status("/images/" + id + "/content?rendition=thumb&format=avif")).isEqualTo(200);
            assertThat(container.logs()).contains("libvips").doesNotContain("\"WARN\"", "\"ERROR\"",
                    "AOT cache is missing");
        }
        try (Container container = Container.serve(data(), Map.of());
                Client client = new Client(container.port())) {
            assertThat(client.download(id)).isEqualTo(picture);
        }
    }

    @Test
    void healthCheckSucceedsAndFailsWithTheServer() throws Exception {
        try (Container container = Container.serve(data(), Map.of())) {
            assertThat(Docker.run(List.of("exec", container.id(), "/opt/darkroom/darkroom", "health")))
                    .isEqualTo(new Docker.Result(0, ""));
            assertThat(
                    Docker.run(List.of("exec", "--env", "PORT=1", container.id(), "/opt/darkroom/darkroom", "health"))
                            .exitCode())
                    .isEqualTo(1);
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> container.inspect("{{.State.Health.Status}}").equals("healthy"));
        }
    }

    @Test
    void stopIsCleanAndReportedBefore() throws Exception {
        try (Container container = Container.serve(data(), Map.of())) {
            Docker.output("stop", "--time", "40", container.id());

            assertThat(container.inspect("{{.State.ExitCode}} {{.State.OOMKilled}}")).isEqualTo("0 false");
            assertThat(container.logs()).contains("Not ready, and stopping after a delay", "Stopped");
        }
    }

    @Test
    void secondContainerOnTheSameVolumeIsRefused() throws Exception {
        try (Container _ = Container.serve(data(), Map.of())) {
            assertThat(command(data(), "check")).satisfies(result -> {
                assertThat(result.exitCode()).isEqualTo(1);
                assertThat(result.output()).contains("/data", "in use").hasLineCount(1);
            });
        }
    }

    @Test
    void folderOfAnotherUserIsRefusedWithTheReason() throws Exception {
        List<String> ofRoot = List.of("--tmpfs", "/data:uid=0,mode=700");

        assertThat(command(ofRoot, "check")).satisfies(result -> {
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output()).contains("/data", "no permission").hasLineCount(1);
        });
    }

    @Test
    void optionsOfTheJvmAreUsed() throws Exception {
        List<String> options = List.of("--env", "DARKROOM_JAVA_OPTS=-Xmx11m -XX:+PrintFlagsFinal");

        assertThat(command(options, "version").output())
                .containsPattern("MaxHeapSize +(:?)= 11534336|MaxHeapSize += 12582912");
    }

    @Test
    void imageKnowsItsVersion() throws Exception {
        String label = Docker.output(
                "inspect", "--format", "{{index .Config.Labels \"org.opencontainers.image.version\"}}",
                Container.IMAGE);

        assertThat(command(List.of(), "version").output()).isEqualTo("Darkroom " + label + "\n");
    }

    /** A command in a container that is removed afterwards. */
    private static Docker.Result command(List<String> options, String name) throws IOException {
        List<String> command = new ArrayList<>(List.of("run", "--rm"));
        command.addAll(Container.recommended());
        command.addAll(options);
        command.addAll(List.of(Container.IMAGE, name));
        return Docker.run(command);
    }

    @ParameterizedTest
    @CsvSource({"local, 256m", "local, 512m", "aws, 256m", "aws, 512m"})
    void serverSurvivesLargeUploadsAndRenditionsWithLittleMemory(String storage, String memory) throws Exception {
        List<String> options = new ArrayList<>(List.of("--memory", memory, "--memory-swap", memory));
        Map<String, String> environment = Map.of();
        if (storage.equals("aws")) {
            environment = new HashMap<>(CloudStore.provisioned().environment());
            environment.put("DARKROOM_SPOOL_DIR", "/spool");
            options.addAll(List.of("--volume", volume + ":/spool"));
        } else {
            options.addAll(data());
        }
        byte[] noise = noise();
        byte[] photograph = photograph("jpeg");
        byte[] drawing = photograph("png");
        try (Container container = Container.serve(options, environment);
                Client client = new Client(container.port())) {
            List<String> ids = inParallel(UPLOADS, () -> client.upload(noise));
            assertThat(client.download(ids.getLast())).isEqualTo(noise);

            List<String> photographs = inParallel(4, () -> client.upload(photograph));
            photographs.addAll(inParallel(2, () -> client.upload(drawing)));
            for (String id : photographs) {
                assertThat(client.status("/images/" + id + "/content?rendition=large")).isEqualTo(200);
            }

            assertThat(container.inspect("{{.State.Running}} {{.RestartCount}}")).isEqualTo("true 0");
            assertThat(client.status("/health/ready")).isEqualTo(200);
        }
    }

    private static <T> List<T> inParallel(int count, Callable<T> call) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(threads.submit(call));
            }
            for (Future<T> future : futures) {
                results.add(future.get());
            }
        }
        return results;
    }

    /** A PNG of almost 25 MiB, which cannot be compressed. */
    private static byte[] noise() throws IOException {
        BufferedImage image = new BufferedImage(2_900, 2_950, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        byte[] png = encode(image, "png");
        assertThat(png.length).isBetween(MAX_UPLOAD_BYTES - (1 << 20), MAX_UPLOAD_BYTES);
        return png;
    }

    /** A picture of 15 megapixels. */
    private static byte[] photograph(String format) throws IOException {
        BufferedImage image = new BufferedImage(4_800, 3_200, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            graphics.setColor(new Color(random.nextInt(1 << 24)));
            graphics.fillOval(random.nextInt(4_800), random.nextInt(3_200), random.nextInt(200), random.nextInt(200));
        }
        graphics.dispose();
        return encode(image, format);
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }
}
