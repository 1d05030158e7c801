package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.port.in.blob.FetchBlob;

/** Measures each download up to its result, not the transfer. */
record InstrumentedFetchBlob(FetchBlob useCase, UseCaseCalls calls) implements FetchBlob {
    @Override
    public Result fetch(Query query) {
        return calls.timed(FetchBlob.class, () -> useCase.fetch(query));
    }
}
