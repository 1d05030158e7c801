package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.port.in.upload.CancelUpload;

/** Measures each cancellation of a direct upload. */
record InstrumentedCancelUpload(CancelUpload useCase, UseCaseCalls calls) implements CancelUpload {
    @Override
    public Result cancel(Actor actor, ImageId id) {
        return calls.timed(CancelUpload.class, () -> useCase.cancel(actor, id));
    }
}
