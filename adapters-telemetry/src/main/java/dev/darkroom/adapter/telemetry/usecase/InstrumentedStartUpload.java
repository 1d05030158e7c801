package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.port.in.upload.StartUpload;

/** Measures each start of a direct upload. */
record InstrumentedStartUpload(StartUpload useCase, UseCaseCalls calls) implements StartUpload {
    @Override
    public Result start(Command command) {
        return calls.timed(StartUpload.class, () -> useCase.start(command));
    }
}
