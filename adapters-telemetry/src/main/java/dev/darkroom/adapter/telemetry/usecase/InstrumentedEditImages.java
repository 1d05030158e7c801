package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.in.library.EditImages;
import java.util.Map;

/** Measures each edit of several images. */
record InstrumentedEditImages(EditImages useCase, UseCaseCalls calls) implements EditImages {
    @Override
    public Map<ImageId, Result> edit(Command command) {
        return calls.timedAsOk(EditImages.class, () -> useCase.edit(command));
    }
}
