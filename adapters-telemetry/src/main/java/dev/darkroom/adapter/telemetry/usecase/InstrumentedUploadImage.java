package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.upload.UploadImage;

/** Measures each upload, and the size of each image that it stores. */
record InstrumentedUploadImage(UploadImage useCase, UseCaseCalls calls) implements UploadImage {
    @Override
    public Result upload(Command command) {
        Result result = calls.timed(UploadImage.class, () -> useCase.upload(command));
        if (result instanceof Result.Uploaded(Image image)) {
            calls.meters().upload("request").record((double) image.sizeBytes());
        }
        return result;
    }
}
