package dev.darkroom.bootstrap.cli;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.local.LocalStorage;
import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.testkit.fixture.FullTier;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export}, {@code import} and {@code check} with real storages. */
class ExportAndImportIT {
    private static final Instant FIRST = Instant.parse("2025-03-01T10:00:00.007Z");

    @TempDir
    private Path temporary;

    private Map<String, String> local(String name) throws IOException {
        return Map.of("DARKROOM_DATA_DIR", Files.createDirectories(temporary.resolve(name)).toString());
    }

    private String path(String name) {
        return temporary.resolve(name).toString();
    }

    private static CommandResult run(Map<String, String> environment, String... arguments) {
        return CommandResult.of(environment, InstantSource.system(), arguments);
    }

    private static void runSuccessfully(Map<String, String> environment, String summary, String... arguments) {
        CommandResult result = run(environment, arguments);
        assertThat(result.out()).isEqualTo(summary + "\n");
        assertThat(result.exitCode()).isEqualTo(ExitCode.SUCCESS);
        // A slow machine prints progress too.
        assertThat(result.err().lines()).allMatch(line -> line.endsWith(" pictures."));
    }

    /** Stores small pictures with different days, owners and details. */
    private void fill(Map<String, String> environment, int count) throws Exception {
        try (LocalStorage storage = LocalStorage.open(
                Path.of(environment.get("DARKROOM_DATA_DIR")), InstantSource.system());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> puts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                puts.add(threads.submit(() -> put(storage, number)));
            }
            for (Future<?> put : puts) {
                put.get();
            }
        }
    }

    private static void put(LocalStorage storage, int number) {
        byte[] bytes = png(number);
        ImageBuilder builder = image().owner("user" + number % 3)
                .filename("Bild " + number + ".png")
                .contentType(ContentType.PNG)
                .dimensions(3, 2)
                .content(bytes)
                .visibility(number % 2 == 0 ? Visibility.PRIVATE : Visibility.PUBLIC)
                .takenAt(FIRST.minusSeconds(number))
                .createdAt(FIRST.plus(number, ChronoUnit.HOURS));
        if (number % 10 == 0) {
            builder.title("Größe 🪁").description("one\ntwo").tags("sea", "kite" + number % 20).placeholder("AAAA");
        }
        Image image = builder.build();
        storage.catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        storage.blobStore().put(image.originalKey(), Content.of(bytes), ContentType.PNG, image.sha256());
        storage.catalog().publish(image);
        if (number % 7 == 0) {
            storage.catalog()
                    .revise(
                            image,
                            image.edited(
                                    new ImageDetails("edited", null, image.details().tags(), Visibility.PUBLIC),
                                    Instant.parse("2026-11-01T00:00:00.123Z")));
        }
    }

    private static byte[] png(int number) {
        BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, number);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    /** All rows, each with the bytes of its original. */
    private static Map<Image, String> content(Map<String, String> environment) {
        Map<Image, String> content = new LinkedHashMap<>();
        try (LocalStorage storage = LocalStorage.open(
                Path.of(environment.get("DARKROOM_DATA_DIR")), InstantSource.system())) {
            @Nullable
            Position after = null;
            do {
                ImagePage page = storage.catalog()
                        .list(new PageRequest(ImageFilter.ALL, SortOrder.OLDEST_FIRST, after, 100));
                for (Image image : page.images()) {
                    content.put(image, bytes(storage, image));
                }
                after = page.next();
            } while (after != null);
        }
        return content;
    }

    private static String bytes(LocalStorage storage, Image image) {
        try (InputStream in =
                storage.blobStore().open(image.originalKey(), new ByteRange(0, Long.MAX_VALUE)).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @FullTier
    @Test
    void aThousandPicturesAreUnchangedAfterMovingToAwsAndBack() throws Exception {
        Map<String, String> origin = local("origin");
        // More than one page of a bucket listing.
        int count = 1_001;
        fill(origin, count);
        Map<Image, String> pictures = content(origin);
        assertThat(pictures).hasSize(count);
        long bytes = pictures.keySet().stream().mapToLong(Image::sizeBytes).sum();
        String exported =
                "Pictures exported: 1001 (%d bytes). Of these already in the archive: 0. Not exported: 0."
                        .formatted(bytes);
        String imported = ("Pictures imported: 1001 (%d bytes). Of these with metadata removed: 0."
                + " Already stored: 0. Of these with a missing original restored: 0. Not imported: 0.")
                .formatted(bytes);
        String checked = "Intact pictures: 1001 (%d bytes). Missing: 0. Damaged: 0. Unreadable: 0. Extra objects: 0."
                .formatted(bytes);
        Map<String, String> cloud = CloudStore.provisioned().environment();
        Map<String, String> back = local("back");

        runSuccessfully(origin, exported, "export", path("folder"));
        runSuccessfully(cloud, imported, "import", path("folder"));
        runSuccessfully(cloud, checked, "check");
        runSuccessfully(cloud, exported, "export", path("pictures.tar"));
        runSuccessfully(back, imported, "import", path("pictures.tar"));
        runSuccessfully(back, checked, "check");

        assertThat(content(back)).isEqualTo(pictures);
        assertThat(new ArrayList<>(content(back).keySet())).isEqualTo(new ArrayList<>(pictures.keySet()));
    }

    @FullTier
    @Test
    void repeatedImportFinishesAKilledImport() throws Exception {
        Map<String, String> origin = local("origin");
        Map<String, String> target = local("target");
        fill(origin, 300);
        assertThat(run(origin, "export", path("pictures.tar")).exitCode()).isEqualTo(ExitCode.SUCCESS);
        byte[] tar = Files.readAllBytes(Path.of(path("pictures.tar")));

        try (ChildJvm importing = ChildJvm.start(target, Main.class, "import", "-");
                OutputStream in = importing.input()) {
            // The process has read two thirds, and has stored all of that except what is in pipes and buffers.
            in.write(tar, 0, tar.length / 3 * 2);
            in.flush();
            importing.kill();
        }
        int stored = content(target).size();
        assertThat(stored).isPositive().isLessThan(300);

        assertThat(run(target, "import", path("pictures.tar")).out())
                .startsWith("Pictures imported: " + (300 - stored) + " (")
                .endsWith("Already stored: " + stored
                        + ". Of these with a missing original restored: 0. Not imported: 0.\n");
        assertThat(run(target, "check").exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(content(target)).isEqualTo(content(origin));
    }

    @Test
    void exportFailsWhenItsReaderStopsAndTheTruncatedTarIsDetected() throws Exception {
        Map<String, String> origin = local("origin");
        fill(origin, 100);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int maxBytes = 100_000;
        int exitCode;
        try (PrintStream broken = new PrintStream(new OutputStream() {
            @Override
            public void write(int oneByte) throws IOException {
                if (read.size() == maxBytes) {
                    throw new IOException("Broken pipe");
                }
                read.write(oneByte);
            }
        }); PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            exitCode = Cli.run(
                    new Context(
                            origin, InputStream.nullInputStream(), broken, errors, () -> false, InstantSource.system(),
                            () -> {}),
                    "export",
                    "-");
        }
        assertThat(exitCode).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();

        Files.write(Path.of(path("cut.tar")), read.toByteArray());
        Map<String, String> target = local("target");
        CommandResult truncated = run(target, "import", path("cut.tar"));
        assertThat(truncated.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(truncated.err()).hasLineCount(1).contains(path("cut.tar"));
        // The pictures before the cut are imported, and intact.
        assertThat(content(origin)).containsAllEntriesOf(content(target));
        assertThat(content(target)).isNotEmpty();

        assertThat(run(origin, "export", path("whole")).exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run(target, "import", path("whole")).exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(content(target)).isEqualTo(content(origin));
    }

    @Test
    void exportThroughAPipeIsImported() throws Exception {
        Map<String, String> origin = local("origin");
        Map<String, String> target = local("target");
        fill(origin, 3);
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(pipe, false);
                PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            InstantSource clock = InstantSource.system();
            Cli.run(new Context(origin, InputStream.nullInputStream(), out, errors, () -> false, clock, () -> {}),
                    "export",
                    "-");
            Cli.run(
                    new Context(
                            target, new ByteArrayInputStream(pipe.toByteArray()), errors, errors, () -> false, clock,
                            () -> {}),
                    "import",
                    "-");
        }

        assertThat(err.toString(StandardCharsets.UTF_8).lines().map(line -> line.substring(0, 20)))
                .containsExactly("Pictures exported: 3", "Pictures imported: 3");
        assertThat(content(target)).isEqualTo(content(origin));
    }

    @Test
    void pictureThatCannotBeExportedOrImportedIsReportedAndFailsTheCommand() throws Exception {
        Map<String, String> origin = local("origin");
        fill(origin, 2);
        List<Image> images = new ArrayList<>(content(origin).keySet());
        Files.delete(temporary.resolve("origin/blobs").resolve(images.getFirst().originalKey().value()));

        CommandResult export = run(origin, "export", path("folder"));
        assertThat(export.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(export.out().lines())
                .containsExactly(
                        "Not exported: image " + images.getFirst().id() + ". Its original is missing.",
                        "Pictures exported: 1 (%d bytes). Of these already in the archive: 0. Not exported: 1."
                                .formatted(images.getLast().sizeBytes()));

        Files.writeString(temporary.resolve("folder/images.jsonl"), "{}\n");
        CommandResult unusable = run(local("target"), "import", path("folder"));
        assertThat(unusable.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(unusable.out())
                .startsWith("Not imported: Line 1 of images.jsonl can't be read: created_at is missing.\n")
                .endsWith("Not imported: 1.\n");
        for (String[] withoutArguments : Arrays.asList(new String[]{"export"}, new String[]{"import"})) {
            assertThat(run(origin, withoutArguments).exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        }
        assertThat(run(origin, "import", path("nowhere")).err()).contains(path("nowhere")).hasLineCount(1);
    }
}
