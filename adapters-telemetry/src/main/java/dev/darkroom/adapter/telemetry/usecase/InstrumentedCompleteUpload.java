package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.upload.CompleteUpload;

/** Measures each completion of a direct upload, and the size of each image that it stores. */
record InstrumentedCompleteUpload(CompleteUpload useCase, UseCaseCalls calls) implements CompleteUpload {
    @Override
    public Result complete(Actor actor, ImageId id, boolean returnsExisting) {
        Result result = calls.timed(CompleteUpload.class, () -> useCase.complete(actor, id, returnsExisting));
        if (result instanceof Result.Completed(Image image)) {
            calls.meters().upload("direct").record((double) image.sizeBytes());
        }
        return result;
    }
}
