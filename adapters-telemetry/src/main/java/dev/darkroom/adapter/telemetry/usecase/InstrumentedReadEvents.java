package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.port.in.events.ReadEvents;

/** Measures each read of the log of events. */
record InstrumentedReadEvents(ReadEvents useCase, UseCaseCalls calls) implements ReadEvents {
    @Override
    public boolean isRecording() {
        return useCase.isRecording();
    }

    @Override
    public EventPosition end() {
        return calls.timedAsOk(ReadEvents.class, useCase::end);
    }

    @Override
    public EventPage read(EventPosition after, int limit) {
        return calls.timedAsOk(ReadEvents.class, () -> useCase.read(after, limit));
    }
}
