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

/** Creates the object graph of the service. */
public final class Wiring {
    static {
        // Guice would define classes with sun.misc.Unsafe, and JDK 25 prints a warning about that. Reflection is fast enough for
        // the few objects of this service.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
    }

    private Wiring() {}

    /**
     * Creates the injector. It starts nothing.
     *
     * @param storage an open storage; the caller closes it
     * @param telemetry the one with which the storage was opened
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
                        clock, storage.maxDirectUploadBytes(configuration.maxDirectUploadBytes()),
                        configuration.quota(), configuration.retention(), configuration.rendering().definitions(),
                        storage.spoolFolder()),
                new EventsModule(configuration.webhooks(), storage.isExclusive(), clock),
                new SignInModule(authenticate(configuration.auth(), clock)),
                new HttpModule(configuration, storage));
    }

    private static Optional<Authenticate> authenticate(AuthConfig auth, InstantSource clock) {
        return switch (auth) {
            case AuthConfig.None() -> Optional.empty();
            case AuthConfig.Jwt(var settings, _) -> Optional.of(
                    new AuthenticateService(new JwtVerifier(settings, clock)));
        };
    }
}
