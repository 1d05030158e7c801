package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.port.in.access.Authenticate;

/** Measures each authentication. */
record InstrumentedAuthenticate(Authenticate useCase, UseCaseCalls calls) implements Authenticate {
    @Override
    public Result authenticate(String token) {
        return calls.timed(Authenticate.class, () -> useCase.authenticate(token));
    }
}
