package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.port.in.library.ViewImage;

/** Measures each view. */
record InstrumentedViewImage(ViewImage useCase, UseCaseCalls calls) implements ViewImage {
    @Override
    public Result view(Query query) {
        return calls.timed(ViewImage.class, () -> useCase.view(query));
    }
}
