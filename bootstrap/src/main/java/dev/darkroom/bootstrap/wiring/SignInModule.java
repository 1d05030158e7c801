package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import dev.darkroom.domain.port.in.access.Authenticate;
import java.util.Optional;

/** Who somebody is, an {@code Optional<Authenticate>} that is empty where there is no sign-in. */
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
