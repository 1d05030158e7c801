package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.port.in.library.ListImages;

/** Measures each page. */
record InstrumentedListImages(ListImages useCase, UseCaseCalls calls) implements ListImages {
    @Override
    public Result list(Query query) {
        return calls.timed(ListImages.class, () -> useCase.list(query));
    }
}
