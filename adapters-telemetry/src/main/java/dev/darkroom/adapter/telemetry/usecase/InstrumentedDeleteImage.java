package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.port.in.library.DeleteImage;

/** Measures each deletion of an image. */
record InstrumentedDeleteImage(DeleteImage useCase, UseCaseCalls calls) implements DeleteImage {
    @Override
    public Result delete(Command command) {
        return calls.timed(DeleteImage.class, () -> useCase.delete(command));
    }
}
