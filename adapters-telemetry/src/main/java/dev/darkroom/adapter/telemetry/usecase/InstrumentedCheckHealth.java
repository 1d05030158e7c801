package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.port.in.operations.CheckHealth;

/** Measures each health check. */
record InstrumentedCheckHealth(CheckHealth useCase, UseCaseCalls calls) implements CheckHealth {
    @Override
    public Report check() {
        return calls.timed(CheckHealth.class, useCase::check);
    }
}
