package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.port.in.library.EditImage;

/** Measures each edit. */
record InstrumentedEditImage(EditImage useCase, UseCaseCalls calls) implements EditImage {
    @Override
    public Result edit(Command command) {
        return calls.timed(EditImage.class, () -> useCase.edit(command));
    }
}
