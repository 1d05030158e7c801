package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import dev.darkroom.domain.port.in.access.Authenticate;
import java.util.Optional;

/** Binds an {@code Optional<Authenticate>}, which is empty if authentication is off. */
final class SignInModule extends AbstractModule {
    private final Optional<Authenticate> authenticate;

    SignInModule(Optional<Authenticate> authenticate) {
        this.authenticate = authenticate;
    }

    @Override
    protected void configure() {
        bind(new TypeLiteral<Optional<Authenticate>>() {}).toInstance(authenticate);
    }
}
