package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;

/** Measures each direct upload up to its result, not the transfer. */
record InstrumentedReceiveBlob(ReceiveBlob useCase, UseCaseCalls calls) implements ReceiveBlob {
    @Override
    public Result receive(FetchBlob.Query query) {
        return calls.timed(ReceiveBlob.class, () -> useCase.receive(query));
    }
}
