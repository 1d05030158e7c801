package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.render.LazyRenderer;
import dev.darkroom.adapter.imaging.render.LimitedRenderer;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders in worker processes, of which the first is started on first demand. Thread-safe. */
public final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final WorkerSettings settings;
    private final WorkerPool pool;
    private final Supplier<ImageRenderer> substitute;

    /**
     * Starts nothing.
     *
     * @param substitute opens what renders in this process where no worker can be started
     */
    public Workers(WorkerSettings settings, WorkerEvents events, Supplier<ImageRenderer> substitute) {
        this.settings = settings;
        this.substitute = substitute;
        this.pool = new WorkerPool(settings, events);
    }

    /** A renderer that starts a worker when it is needed, or renders in this process where no worker can be started. */
    public ImageRenderer onDemand() {
        return new LazyRenderer(this::open);
    }

    /**
     * The same, with a worker now.
     *
     * @throws IllegalArgumentException when the worker's libvips can't be used; the message is a sentence for the operator
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

    /** Stops the workers. What is at work is answered first. */
    @Override
    public void close() {
        pool.close();
    }
}
