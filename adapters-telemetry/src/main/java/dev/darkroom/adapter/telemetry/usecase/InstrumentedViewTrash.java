package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import java.util.Optional;

/** Measures each view of an image in the trash and each list of the trash. */
record InstrumentedViewTrash(ViewTrash useCase, UseCaseCalls calls) implements ViewTrash {
    @Override
    public Optional<TrashedImage> find(Actor actor, ImageId id) {
        return calls.timedAsOk(ViewTrash.class, () -> useCase.find(actor, id));
    }

    @Override
    public Result list(ListImages.Query query) {
        return calls.timed(ViewTrash.class, () -> useCase.list(query));
    }
}
