package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.adapter.imaging.Renderers;
import dev.darkroom.adapter.imaging.inspect.FormatInspector;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.render.LazyRenderer;
import dev.darkroom.adapter.imaging.render.RenderLimits;
import dev.darkroom.adapter.imaging.worker.WorkerCommand;
import dev.darkroom.adapter.imaging.worker.WorkerEvents;
import dev.darkroom.adapter.imaging.worker.WorkerSettings;
import dev.darkroom.adapter.imaging.worker.Workers;
import dev.darkroom.adapter.telemetry.RenderWorkers;
import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.configuration.MachineMemory;
import dev.darkroom.bootstrap.configuration.RenderingConfig;
import dev.darkroom.bootstrap.configuration.Variable;
import dev.darkroom.bootstrap.wiring.storage.TemporaryFolder;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Binds the inspector and the renderer of images, and the threads for them. Closing it stops the threads and the worker processes. */
public final class ImagingModule extends AbstractModule implements AutoCloseable {
    /** Rendering 100 megapixels takes a few seconds. A client waits a little longer than this deadline. */
    private static final Duration RENDER_DEADLINE = Duration.ofSeconds(15);

    private static final Duration WORKER_IDLE = Duration.ofMinutes(1);

    /** {@code dev.darkroom.bootstrap.Main}, which depends on this package. */
    private static final List<String> WORKER_MAIN = List.of("dev.darkroom.bootstrap.Main", "render-worker");

    private final PixelLimits limits;
    private final MetadataPolicy policy;
    private final ImageRenderer renderer;
    private final ImagingThreads threads;
    private final List<AutoCloseable> resources;

    private ImagingModule(
            Configuration configuration, ImageRenderer renderer, TelemetryModule telemetry,
            List<AutoCloseable> resources) {
        this.limits = configuration.pixels();
        this.policy = configuration.metadata();
        this.renderer = telemetry.telemetry().renderer(renderer);
        this.threads = new ImagingThreads(telemetry.telemetry());
        this.resources = resources;
    }

    /**
     * Renders in this process, for Lambda and for commands.
     *
     * @throws BadConfigurationException if the configured libvips cannot be loaded
     */
    public static ImagingModule inThisProcess(Configuration configuration) {
        Supplier<ImageRenderer> opening = inProcess(configuration);
        ImageRenderer renderer = configuration.rendering().libvips() == null
                ? new LazyRenderer(opening)
                : opened(opening);
        return new ImagingModule(configuration, renderer, TelemetryModule.off(), List.of());
    }

    /**
     * Renders in worker processes, or in this process if none can be started.
     *
     * @throws BadConfigurationException if the configured libvips cannot be loaded
     */
    public static ImagingModule inWorkers(Configuration configuration, TelemetryModule telemetry) {
        RenderingConfig rendering = configuration.rendering();
        MachineMemory machine = MachineMemory.read();
        long memoryBytes = rendering.memoryBytes(machine);
        TemporaryFolder folder = TemporaryFolder.create();
        WorkerSettings settings = new WorkerSettings(
                command(rendering.libvips(), memoryBytes),
                folder.path(),
                machine.workers(Runtime.getRuntime().availableProcessors()),
                WORKER_IDLE,
                limits(configuration, memoryBytes));
        Workers workers =
                new Workers(settings, events(telemetry.telemetry().renderWorkers()), inProcess(configuration));
        List<AutoCloseable> resources = List.of(workers, folder);
        try {
            ImageRenderer renderer = rendering.libvips() == null ? workers.onDemand() : opened(workers::open);
            return new ImagingModule(configuration, renderer, telemetry, resources);
        } catch (RuntimeException e) {
            close(resources);
            throw e;
        }
    }

    private static RenderLimits limits(Configuration configuration, long memoryBytes) {
        return new RenderLimits(configuration.pixels(), RENDER_DEADLINE, memoryBytes);
    }

    private static Supplier<ImageRenderer> inProcess(Configuration configuration) {
        RenderingConfig rendering = configuration.rendering();
        // Java's own decoders use the heap, and the rest of the process needs heap too.
        long memoryBytes =
                Math.min(rendering.memoryBytes(MachineMemory.read()), Runtime.getRuntime().maxMemory() / 2);
        return () -> Renderers.inThisProcess(limits(configuration, memoryBytes), rendering.libvips());
    }

    private static ImageRenderer opened(Supplier<ImageRenderer> opening) {
        try {
            return opening.get();
        } catch (IllegalArgumentException e) {
            throw new BadConfigurationException(Variable.DARKROOM_LIBVIPS + ": " + e.getMessage());
        }
    }

    private static List<String> command(@Nullable Path libvips, long memoryBytes) {
        List<String> main = new ArrayList<>(WORKER_MAIN);
        main.add(Long.toString(memoryBytes));
        if (libvips != null) {
            main.add(libvips.toAbsolutePath().toString());
        }
        return WorkerCommand.of(memoryBytes, main);
    }

    private static WorkerEvents events(RenderWorkers metrics) {
        return new WorkerEvents() {
            @Override
            public void started() {
                metrics.started();
            }

            @Override
            public void ended(End reason) {
                metrics.killed(reason.name().toLowerCase(Locale.ROOT));
            }

            @Override
            public void waited(Duration time) {
                metrics.waited(time);
            }
        };
    }

    @Override
    protected void configure() {
        bind(ImageRenderer.class).toInstance(renderer);
        bind(ImagingThreads.class).toInstance(threads);
    }

    @Provides
    @Singleton
    ImageInspector imageInspector() {
        return new FormatInspector(limits, policy);
    }

    @Override
    public void close() {
        threads.close();
        close(resources);
    }

    private static void close(List<AutoCloseable> resources) {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("These throw nothing", e);
            }
        }
    }
}
