package dev.darkroom.adapter.imaging.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.adapter.imaging.inspect.FormatInspector;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.worker.WorkerEvents.End;
import dev.darkroom.adapter.imaging.worker.WorkerMain.Behaviour;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.port.out.imaging.ImageRenderer.Rendering;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that misbehave as an attacked decoder can: the picture is refused, and other pictures are rendered. */
class WorkersIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final byte[] JPEG = jpeg();

    @TempDir
    private Path folder;

    private static byte[] jpeg() {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB), "jpeg", jpeg);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jpeg.toByteArray();
    }

    private static Rendering render(TestWorkers workers) {
        return workers.renderer().render(
                Content.of(JPEG), ContentType.JPEG, new Dimensions(96, 64),
                new Rendition(RenditionDefinition.SMALL, ContentType.JPEG));
    }

    private static Optional<String> placeholder(TestWorkers workers) {
        return workers.renderer().placeholder(Content.of(JPEG), ContentType.JPEG);
    }

    @Test
    void pictureThatCrashesTwoWorkersIsUndecodable() {
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.CRASHES, folder)) {
            assertThat(render(workers)).isInstanceOf(Rendering.Undecodable.class);
            assertThat(workers.count(End.CRASH)).isEqualTo(2);
            assertThat(placeholder(workers)).isEmpty();
        }
    }

    /** For example the kernel, if the machine is out of memory. */
    @Test
    void pictureIsNotRefusedIfAnotherProgramKillsWorkers() {
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.IS_KILLED, folder)) {
            assertThatExceptionOfType(StorageException.Unavailable.class).isThrownBy(() -> render(workers));
            assertThat(workers.count(End.CRASH)).isEqualTo(2);
        }
    }

    @Test
    void pictureIsRetriedOnceAfterACrash() throws IOException {
        Files.createFile(folder.resolve("mark"));
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.CRASHES_ONCE, folder)) {
            assertThat(placeholder(workers)).contains("a placeholder");
            assertThat(workers.count(End.CRASH)).isEqualTo(1);
            assertThat(workers.starts).hasValue(2);
        }
    }

    @Test
    void workerThatExceedsItsDeadlineIsKilledAndItsPictureIsUndecodable() {
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.SPINS, folder, Duration.ofMillis(800), MINUTE)) {
            assertThat(render(workers)).isInstanceOf(Rendering.Undecodable.class);
            assertThat(workers.count(End.DEADLINE)).isEqualTo(1);
        }
    }

    @Test
    void pictureIsNotRefusedIfItsWorkerGetsNoProcessorTime() {
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.SLEEPS, folder, Duration.ofMillis(800), MINUTE)) {
            assertThatExceptionOfType(StorageException.Unavailable.class).isThrownBy(() -> render(workers));
            assertThat(workers.count(End.DEADLINE)).isEqualTo(1);
        }
    }

    @Test
    void workerThatUsesTooMuchNativeMemoryIsKilled() {
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.GROWS, folder)) {
            assertThat(render(workers)).isInstanceOf(Rendering.Undecodable.class);
            assertThat(workers.count(End.MEMORY)).isEqualTo(1);
        }
    }

    @Test
    void workerThatUsesTooMuchHeapEnds() {
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.FILLS_HEAP, folder)) {
            assertThat(render(workers)).isInstanceOf(Rendering.Undecodable.class);
            assertThat(workers.count(End.MEMORY)).isEqualTo(1);
        }
    }

    @Test
    void invalidRenditionOfAWorkerIsRefused() {
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.LIES, folder)) {
            assertThat(render(workers)).isInstanceOf(Rendering.Refused.class);
        }
    }

    @Test
    void workerInheritsNoEnvironmentHasAnEmptyFolderAndIsKilledBeforeTheServer() throws Exception {
        WorkerSettings settings = TestWorkers.settings(Behaviour.REPORTS, folder, MINUTE, MINUTE);
        try (WorkerPool pool = new WorkerPool(settings, WorkerEvents.NONE)) {
            pool.start();

            Answer answer = pool.ask(placeholderRequest(), Content.of(JPEG), 0);

            assertThat(answer).isEqualTo(new Answer.Damaged("environment [], files [], killed first"));
        }
    }

    private static Request placeholderRequest() throws IOException {
        return new Request.Placeholder(
                FormatInspector.decoding(
                        Content.of(JPEG), new PixelLimits(1_000_000, 10_000)).orElseThrow(),
                JPEG.length);
    }

    @Test
    void idleWorkerIsStoppedAndTheNextPictureStartsAnother() throws Exception {
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.LIES, folder, MINUTE, Duration.ofMillis(50))) {
            assertThat(placeholder(workers)).isPresent();
            for (ProcessHandle worker : ProcessHandle.current().children().toList()) {
                worker.onExit().get();
            }

            assertThat(placeholder(workers)).isPresent();
            assertThat(workers.starts).hasValue(2);
        }
    }

    @Test
    void otherPicturesAreRenderedWhileAWorkerIsKilled() throws Exception {
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.REAL, folder);
                ExecutorService threads = Executors.newFixedThreadPool(6)) {
            assertThat(render(workers)).isInstanceOf(Rendering.Rendered.class);
            List<Future<Rendering>> renderings = IntStream.range(0, 30)
                    .mapToObj(i -> threads.submit(() -> {
                        if (i == 10) {
                            ProcessHandle.current().children().findFirst().ifPresent(ProcessHandle::destroyForcibly);
                        }
                        return render(workers);
                    }))
                    .toList();

            for (Future<Rendering> rendering : renderings) {
                assertThat(rendering.get()).isInstanceOf(Rendering.Rendered.class);
            }
            assertThat(workers.waits.get()).isGreaterThanOrEqualTo(31);
        }
    }

    @Test
    void closingThePoolEndsItsWorkers() throws Exception {
        try (TestWorkers workers = TestWorkers.behaving(Behaviour.REAL, folder)) {
            assertThat(placeholder(workers)).isPresent();
        }
        for (ProcessHandle worker : ProcessHandle.current().children().toList()) {
            worker.onExit().get();
        }
        assertThat(folder.resolve("work")).isEmptyDirectory();
    }

    @Test
    void substituteRendersIfNoWorkerCanBeStarted() {
        WorkerSettings silent = TestWorkers.settings(Behaviour.SILENT, folder, MINUTE, MINUTE);
        WorkerSettings missingProgram =
                new WorkerSettings(List.of(folder + "/no-java"), folder, 1, MINUTE, silent.limits());
        for (WorkerSettings settings : List.of(silent, missingProgram)) {
            LabelRenderer substitute = new LabelRenderer();
            try (Workers workers = new Workers(settings, WorkerEvents.NONE, () -> substitute)) {
                assertThat(workers.open()).isSameAs(substitute);
            }
        }
    }

    @Test
    void unusableLibraryIsReportedInOneSentence() {
        Path missing = folder.resolve("libvips.so.42");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> {
                    RenderWorker.serve(InputStream.nullInputStream(), out, missing);
                    Hello.read(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
                })
                .withMessage(missing + " can't be used as libvips: it can't be loaded.");
    }
}
