package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.upload.AppendToUpload;

/** Measures each append to a resumable upload, and the size of each image that the last one stores. */
record InstrumentedAppendToUpload(AppendToUpload useCase, UseCaseCalls calls) implements AppendToUpload {
    @Override
    public Result find(Actor actor, ImageId id, boolean returnsExisting) {
        return useCase.find(actor, id, returnsExisting);
    }

    @Override
    public Result append(Command command) {
        Result result = calls.timed(AppendToUpload.class, () -> useCase.append(command));
        if (result instanceof Result.Finished(Image image, boolean existed, _, _) && !existed) {
            calls.meters().upload("resumable").record((double) image.sizeBytes());
        }
        return result;
    }
}
