package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.render.LazyRenderer;
import dev.darkroom.adapter.imaging.render.LimitedRenderer;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders in worker processes. The first is started when it is needed. Thread-safe. */
public final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final WorkerSettings settings;
    private final WorkerPool pool;
    private final Supplier<ImageRenderer> substitute;

    /**
     * Creates a pool without workers.
     *
     * @param substitute opens a renderer in this process, for systems on which no worker can be started
     */
    public Workers(WorkerSettings settings, WorkerEvents events, Supplier<ImageRenderer> substitute) {
        this.settings = settings;
        this.substitute = substitute;
        this.pool = new WorkerPool(settings, events);
    }

    /** Returns a renderer that starts the first worker when it is needed, or uses the substitute if that fails. */
    public ImageRenderer onDemand() {
        return new LazyRenderer(this::open);
    }

    /**
     * Starts a worker now, or uses the substitute if that fails.
     *
     * @throws IllegalArgumentException if the worker's libvips can't be used; the message is a sentence for the
     *     operator
     */
    public ImageRenderer open() {
        try {
            Hello hello = pool.start();
            LOG.atInfo().addKeyValue("renderer", hello.name()).log("Rendering in worker processes");
            return new LimitedRenderer(new WorkerCodec(pool, hello), settings.limits());
        } catch (IOException e) {
            ImageRenderer renderer = substitute.get();
            LOG.atWarn()
                    .addKeyValue("renderer", renderer.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("Rendering in the server process, because no worker process can be started");
            return renderer;
        }
    }

    /** Stops the workers. Those with a request stop after its answer. */
    @Override
    public void close() {
        pool.close();
    }
}
