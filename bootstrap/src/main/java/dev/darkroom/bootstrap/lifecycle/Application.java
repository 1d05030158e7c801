package dev.darkroom.bootstrap.lifecycle;

import com.google.inject.Injector;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.adapter.http.Monitoring;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.adapter.http.server.HttpServer;
import dev.darkroom.bootstrap.configuration.AuthConfig;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.ImagingThreads;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.WebhookDelivery;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.port.in.operations.Reconcile;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running service: storage, HTTP server, background reconciler and delivery of events. Closing it first reports that it is not ready, and still serves for the
 * configured delay, so that a load balancer stops sending requests. It then waits for requests in progress, and releases all resources.
 */
public final class Application implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    /** The maximum time for closing, in addition to the configured delay. It is the default of Kubernetes before it kills a process. */
    public static final Duration MAX_STOP = Duration.ofSeconds(30);

    /** How long an upload of another process may stay pending before it is undone. */
    public static final Duration GRACE = Duration.ofHours(1);

    private final TelemetryModule telemetry;
    private final StorageModule storage;
    private final ImagingModule imaging;
    private final BackgroundReconciler reconciler;
    private final EventDeliverer deliverer;
    private final Thread afterStart;
    private final HttpServer server;
    private final Duration stopDelay;

    private Application(
            TelemetryModule telemetry, StorageModule storage, ImagingModule imaging,
            BackgroundReconciler reconciler, EventDeliverer deliverer, Thread afterStart, HttpServer server,
            Duration stopDelay) {
        this.telemetry = telemetry;
        this.storage = storage;
        this.imaging = imaging;
        this.reconciler = reconciler;
        this.deliverer = deliverer;
        this.afterStart = afterStart;
        this.server = server;
        this.stopDelay = stopDelay;
    }

    /**
     * Starts the service. If it throws, nothing keeps running.
     *
     * @param version of this build, for the log
     * @throws dev.darkroom.adapter.http.server.CannotListenException if the server cannot listen on the address
     * @throws dev.darkroom.adapter.local.filesystem.FolderInUseException if another process uses the data folder
     * @throws dev.darkroom.domain.model.StorageException if the data folder cannot be used
     */
    public static Application start(Configuration configuration, String version, InstantSource clock) {
        TelemetryModule telemetry = TelemetryModule.start(configuration, version);
        try {
            return start(configuration, version, clock, telemetry);
        } catch (RuntimeException | Error e) {
            telemetry.close();
            throw e;
        }
    }

    private static Application start(
            Configuration configuration, String version, InstantSource clock, TelemetryModule telemetry) {
        StorageModule storage = StorageModule.open(configuration, clock, telemetry.telemetry());
        try {
            return start(configuration, version, clock, telemetry, storage);
        } catch (RuntimeException | Error e) {
            storage.close();
            throw e;
        }
    }

    private static Application start(
            Configuration configuration, String version, InstantSource clock, TelemetryModule telemetry,
            StorageModule storage) {
        ImagingModule imaging = ImagingModule.inWorkers(configuration, telemetry);
        try {
            Injector injector = Wiring.of(configuration, storage, imaging, clock, telemetry);
            Reconcile reconcile = injector.getInstance(Reconcile.class);
            if (storage.isExclusive()) {
                // No upload is in progress, so each unfinished one belongs to a process that ended.
                BackgroundReconciler.reconcileOnce(reconcile, new Reconcile.Command(Duration.ZERO));
            }
            UseCases useCases = injector.getInstance(UseCases.class);
            List<String> prepared = configuration.rendering().prepared();
            if (!prepared.isEmpty()) {
                Executor idle = injector.getInstance(ImagingThreads.class).idle();
                useCases = new PreparedRenditions(useCases.viewImage(), prepared, idle).after(useCases);
            }
            EventDeliverer deliverer = deliverer(configuration, injector);
            try {
                HttpServer server = HttpServer.start(
                        injector.getInstance(HttpSettings.class),
                        useCases,
                        injector.getInstance(Monitoring.class),
                        () -> UUID.randomUUID().toString(),
                        clock);
                logStart(configuration, version, server.port());
                return new Application(
                        telemetry,
                        storage,
                        imaging,
                        BackgroundReconciler.start(reconcile, GRACE, BackgroundReconciler.INTERVAL),
                        deliverer,
                        Thread.ofPlatform().name("after-start").daemon().start(Application::finishStart),
                        server,
                        configuration.stopDelay());
            } catch (RuntimeException | Error e) {
                deliverer.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            imaging.close();
            throw e;
        }
    }

    /** Delivers nothing if there are no receivers. */
    private static EventDeliverer deliverer(Configuration configuration, Injector injector) {
        if (configuration.webhooks().receivers().isEmpty()) {
            return EventDeliverer.off();
        }
        WebhookDelivery delivery = injector.getInstance(WebhookDelivery.class);
        return EventDeliverer.start(delivery.useCase(), delivery::close);
    }

    /** The port on which the server listens. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        // The storage is closed after everything that uses it.
        try (telemetry; storage; imaging; reconciler; deliverer) {
            deliverer.stop();
            server.announceStop();
            if (stopDelay.isPositive()) {
                LOG.atInfo().addKeyValue("seconds", stopDelay.toSeconds()).log("Not ready, and stopping after a delay");
                Thread.sleep(stopDelay);
            }
            LOG.info("Stopping after the requests in progress");
            server.close();
            afterStart.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Aborted requests that took too long");
        }
        LOG.info("Stopped");
    }

    /** Work of the start that can wait until the server listens. */
    private static void finishStart() {
        AotCache.unused().ifPresent(file -> LOG.atWarn()
                .addKeyValue("file", file)
                .log("The AOT cache is missing or was made for another JDK or jar. The start took longer. Build again"));
    }

    /** Logs the address of the service, and warnings for the operator. */
    static void logStart(Configuration configuration, String version, int port) {
        String host = configuration.host();
        LOG.atInfo()
                .addKeyValue("address", "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port)
                .addKeyValue("storage", configuration.storageDescription())
                .addKeyValue("version", version)
                .log("Serving");
        if (configuration.auth() instanceof AuthConfig.None && !configuration.isOnLoopback()) {
            LOG.atWarn()
                    .addKeyValue("host", host)
                    .log("Everyone who can reach this address can see, add and delete pictures, because DARKROOM_AUTH is none");
        }
        if (!configuration.ignored().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("variables", String.join(" ", configuration.ignored()))
                    .log("Ignored unknown environment variables");
        }
    }
}
