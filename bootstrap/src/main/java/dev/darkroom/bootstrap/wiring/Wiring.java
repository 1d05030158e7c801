package dev.darkroom.bootstrap.wiring;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.darkroom.adapter.identity.JwtVerifier;
import dev.darkroom.adapter.imaging.render.RenderLimits;
import dev.darkroom.adapter.imaging.render.Renderers;
import dev.darkroom.bootstrap.configuration.AuthConfig;
import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.configuration.RenderingConfig;
import dev.darkroom.bootstrap.configuration.Variable;
import dev.darkroom.domain.port.in.Authenticate;
import dev.darkroom.domain.port.out.ImageRenderer;
import dev.darkroom.domain.service.AuthenticateService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Puts the whole service together. */
public final class Wiring {
    static {
        // Guice would define classes through sun.misc.Unsafe, of which a JDK 25 warns on the terminal; without it Guice
        // reflects, which takes no time with as few objects as here.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
    }

    /** A picture of 100 megapixels takes a few seconds; whoever asks for it waits somewhat longer than this. */
    private static final Duration RENDER_DEADLINE = Duration.ofSeconds(15);

    private Wiring() {}

    /**
     * Everything over a storage that is open; making it starts nothing.
     *
     * @param telemetry with which the storage was opened
     * @throws BadConfigurationException when there is no such libvips
     */
    public static Injector of(
            Configuration configuration, StorageModule storage, InstantSource clock, TelemetryModule telemetry) {
        return Guice.createInjector(
                Stage.PRODUCTION,
                telemetry,
                storage,
                new ImagingModule(configuration.pixels(), configuration.metadata(),
                        telemetry.telemetry().renderer(renderer(configuration))),
                new UseCaseModule(
                        clock, configuration.maxDirectUploadBytes(), configuration.quota(), storage.spoolFolder(),
                        telemetry.telemetry()),
                new SignInModule(authenticate(configuration.auth(), clock)),
                new HttpModule(configuration, storage.spoolFolder(), storage.pictureOrigin()));
    }

    private static Optional<Authenticate> authenticate(AuthConfig auth, InstantSource clock) {
        return switch (auth) {
            case AuthConfig.None() -> Optional.empty();
            case AuthConfig.Jwt(var settings, _) -> Optional.of(
                    new AuthenticateService(new JwtVerifier(settings, clock)));
        };
    }

    private static ImageRenderer renderer(Configuration configuration) {
        RenderingConfig rendering = configuration.rendering();
        // Java's own decoders work in the heap, and others need some of it too.
        long memoryBytes = Math.min(rendering.memoryBytes(), Runtime.getRuntime().maxMemory() / 2);
        RenderLimits limits = new RenderLimits(configuration.pixels(), RENDER_DEADLINE, memoryBytes);
        Path libvips = rendering.libvips();
        if (libvips == null) {
            return Renderers.openLater(limits);
        }
        try {
            return Renderers.open(limits, libvips);
        } catch (IllegalArgumentException e) {
            throw new BadConfigurationException(Variable.DARKROOM_LIBVIPS + ": " + e.getMessage());
        }
    }
}
