package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.in.library.DeleteImages;
import java.util.Set;

/** Measures each deletion of several images. */
record InstrumentedDeleteImages(DeleteImages useCase, UseCaseCalls calls) implements DeleteImages {
    @Override
    public Set<ImageId> delete(Command command) {
        return calls.timedAsOk(DeleteImages.class, () -> useCase.delete(command));
    }
}
