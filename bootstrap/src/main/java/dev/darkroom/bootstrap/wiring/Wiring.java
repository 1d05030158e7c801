package dev.darkroom.bootstrap.wiring;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.darkroom.adapter.identity.JwtVerifier;
import dev.darkroom.bootstrap.configuration.AuthConfig;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.service.access.AuthenticateService;
import java.time.InstantSource;
import java.util.Optional;

/** Puts the whole service together. */
public final class Wiring {
    static {
        // Guice would define classes through sun.misc.Unsafe, of which a JDK 25 warns on the terminal; without it Guice
        // reflects, which takes no time with as few objects as here.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
    }

    private Wiring() {}

    /**
     * Everything over a storage that is open; making it starts nothing.
     *
     * @param telemetry with which the storage was opened
     */
    public static Injector of(
            Configuration configuration, StorageModule storage, ImagingModule imaging, InstantSource clock,
            TelemetryModule telemetry) {
        return Guice.createInjector(
                Stage.PRODUCTION,
                telemetry,
                storage,
                imaging,
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
}
