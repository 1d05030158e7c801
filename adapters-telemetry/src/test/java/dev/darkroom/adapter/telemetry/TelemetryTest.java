package dev.darkroom.adapter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.telemetry.tracing.TraceSettings;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryTest {
    private final Telemetry telemetry = Telemetry.start("1.2.3", null);
    private final InMemoryBlobStore inMemory = new InMemoryBlobStore(new MovableClock());
    private final BlobStore store = telemetry.store(inMemory);

    @AfterEach
    void close() {
        telemetry.close();
    }

    private List<String> lines(String start) {
        return telemetry.scrape().lines().filter(line -> line.startsWith(start)).toList();
    }

    @Test
    void callsOfAPortAreMeasuredByOperationAndOutcome() {
        store.check();
        store.check();
        inMemory.setOutOfReach(true);
        assertThatThrownBy(store::check).isInstanceOf(StorageException.Unavailable.class);

        assertThat(lines("darkroom_store_seconds_count")).containsExactlyInAnyOrder(
                "darkroom_store_seconds_count{operation=\"check\",outcome=\"ok\"} 2",
                "darkroom_store_seconds_count{operation=\"check\",outcome=\"unavailable\"} 1");
        assertThat(lines("darkroom_store_seconds_bucket")).hasSize(2 * 12);
    }

    @Test
    void rendererCallsAreMeasuredAndARefusalIsNotAnError() {
        LabelRenderer labels = new LabelRenderer();
        ImageRenderer renderer = telemetry.renderer(labels);
        Content content = Content.of(new byte[1]);
        Dimensions size = new Dimensions(9, 9);
        Rendition rendition = new Rendition(RenditionDefinition.THUMB, ContentType.JPEG);

        renderer.render(content, ContentType.PNG, size, rendition);
        renderer.placeholder(content, ContentType.PNG);
        labels.refusal = "No";
        assertThat(renderer.render(content, ContentType.PNG, size, rendition))
                .isEqualTo(new ImageRenderer.Rendering.Refused("No"));
        assertThat(renderer.placeholder(content, ContentType.PNG)).isEmpty();

        assertThat(renderer.name()).isEqualTo("labels");
        assertThat(renderer.renders(ContentType.HEIC, ContentType.JPEG)).isFalse();
        assertThat(lines("darkroom_render_seconds_count")).containsExactlyInAnyOrder(
                "darkroom_render_seconds_count{operation=\"placeholder\",outcome=\"ok\"} 1",
                "darkroom_render_seconds_count{operation=\"placeholder\",outcome=\"refused\"} 1",
                "darkroom_render_seconds_count{operation=\"rendition\",outcome=\"ok\"} 1",
                "darkroom_render_seconds_count{operation=\"rendition\",outcome=\"refused\"} 1");
    }

    @Test
    void useCasesAreMeasuredByResultAndUploadsByTheirBytes() {
        Image image = ImageBuilder.image().build();
        UploadImage.Result[] results = {
            new UploadImage.Result.Uploaded(image), new UploadImage.Result.NotAllowed()};
        for (UploadImage.Result result : results) {
            UploadImage upload = telemetry.useCases().uploadImage(_ -> result);
            assertThat(upload.upload(command())).isSameAs(result);
        }

        assertThat(lines("darkroom_use_case_seconds_count")).containsExactlyInAnyOrder(
                "darkroom_use_case_seconds_count{result=\"not_allowed\",use_case=\"upload_image\"} 1",
                "darkroom_use_case_seconds_count{result=\"uploaded\",use_case=\"upload_image\"} 1");
        assertThat(lines("darkroom_upload_bytes_sum")).singleElement().asString()
                .startsWith("darkroom_upload_bytes_sum{way=\"request\"} ")
                .satisfies(line -> assertThat((long) Double.parseDouble(line.split(" ", 2)[1]))
                        .isEqualTo(image.sizeBytes()));
    }

    @SuppressWarnings("NullAway") // The stub does not read it.
    private static UploadImage.Command command() {
        return null;
    }

    @Test
    void reconciliationCountsWhatItFoundAndWhatIsLeft() {
        Reconcile reconcile = telemetry.useCases().reconcile(_ -> new Reconcile.Report(1, 2, 4, 3));

        reconcile.reconcile(new Reconcile.Command(Duration.ZERO));
        reconcile.reconcile(new Reconcile.Command(Duration.ZERO));

        assertThat(lines("darkroom_reconcile")).containsExactlyInAnyOrder(
                "darkroom_reconciled_total{result=\"upload_undone\"} 2.0",
                "darkroom_reconciled_total{result=\"deletion_finished\"} 4.0",
                "darkroom_reconciled_total{result=\"purged\"} 8.0",
                "darkroom_reconciled_total{result=\"failed\"} 6.0",
                "darkroom_reconcile_left 3.0");
    }

    @Test
    void executorMetricsIncludeQueuedActiveAndRejectedTasks() throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (ThreadPoolExecutor threads =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>())) {
            Executor executor = telemetry.executor("render", threads);
            executor.execute(() -> {
                begun.countDown();
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            begun.await();
            try {
                assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
                assertThat(lines("executor_")).contains(
                        "executor_queued_tasks{name=\"render\"} 0.0",
                        "executor_queue_remaining_tasks{name=\"render\"} 0.0",
                        "executor_active_threads{name=\"render\"} 1.0",
                        "executor_rejected_tasks_total{name=\"render\"} 1.0");
            } finally {
                mayEnd.countDown();
            }
        }
    }

    @Test
    void connectionsOfAPoolAreThoseOfTheMomentOfTheScrape() {
        AtomicInteger active = new AtomicInteger(1);
        telemetry.connectionPool(new ConnectionPool("postgresql", () -> 16, active::get, () -> 3, () -> 5));
        active.set(2);

        assertThat(lines("hikaricp_connections_")).containsExactlyInAnyOrder(
                "hikaricp_connections_max{pool=\"postgresql\"} 16.0",
                "hikaricp_connections_active{pool=\"postgresql\"} 2.0",
                "hikaricp_connections_idle{pool=\"postgresql\"} 3.0",
                "hikaricp_connections_pending{pool=\"postgresql\"} 5.0");
    }

    @Test
    void streamsOfEventsAreThoseOfTheMomentOfTheScrape() {
        AtomicInteger open = new AtomicInteger(1);
        telemetry.eventStreams(open::get);
        open.set(2);

        assertThat(lines("darkroom_event_streams")).containsExactly("darkroom_event_streams 2.0");
    }

    @Test
    void processMetricsAreIncluded() {
        assertThat(lines("darkroom_info")).containsExactly("darkroom_info{version=\"1.2.3\"} 1");
        assertThat(lines("jvm_memory_used_bytes{area=\"heap\"")).isNotEmpty();
        assertThat(lines("jvm_threads_live_threads")).isNotEmpty();
        assertThat(lines("process_uptime_seconds")).isNotEmpty();
    }

    @Test
    void withTelemetryOffEachMethodReturnsItsArgument() {
        Telemetry off = Telemetry.off();
        ImageRenderer renderer = new LabelRenderer();
        Reconcile reconcile = _ -> new Reconcile.Report(0, 0, 0);

        assertThat(off.store(inMemory)).isSameAs(inMemory);
        assertThat(off.renderer(renderer)).isSameAs(renderer);
        try (ThreadPoolExecutor threads =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>())) {
            assertThat(off.executor("render", threads)).isSameAs(threads);
        }
        assertThat(off.useCases().reconcile(reconcile)).isSameAs(reconcile);
        assertThat(off.filter(_ -> "/images")).isNull();
        assertThat(off.scrape()).isEmpty();
        off.close();
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_PROTOCOL, grpc", //
        "OTEL_TRACES_SAMPLER, sometimes", //
        "OTEL_BSP_MAX_QUEUE_SIZE, many"})
    void messageNamesTheVariableThatOpenTelemetryDoesNotAccept(String variable, String value) {
        TraceSettings settings = new TraceSettings(URI.create("http://127.0.0.1:4318"), Map.of(variable, value));

        assertThatThrownBy(() -> Telemetry.start("1.2.3", settings))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(variable)
                .contains(value);
    }
}
