package dev.darkroom.adapter.telemetry;

import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Any use case: its one method. What came of a call is told by the name of its result. What is optional is not watched. */
record InstrumentedUseCase(String name, Object useCase, Meters meters, Tracing tracing) implements InvocationHandler {
    static <T> T of(Class<T> port, T useCase, Meters meters, Tracing tracing) {
        return InstrumentedPort.proxy(port, new InstrumentedUseCase(port.getSimpleName(), useCase, meters, tracing));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class || method.isDefault()) {
            return InstrumentedPort.call(useCase, method, arguments);
        }
        Object result = Calls.timed(
                tracing,
                name,
                () -> InstrumentedPort.call(useCase, method, arguments),
                InstrumentedUseCase::nameOf,
                (ended, time) -> meters.useCase(InstrumentedPort.snakeCase(name), ended).record(time));
        tell(result);
        return result;
    }

    /** The results of a use case are a closed set of types. */
    private static String nameOf(@Nullable Object result) {
        return result == null ? Calls.OK : InstrumentedPort.snakeCase(result.getClass().getSimpleName());
    }

    private void tell(@Nullable Object result) {
        switch (result) {
            case UploadImage.Result.Uploaded(Image image) ->
                meters.upload("request").record((double) image.sizeBytes());
            case CompleteUpload.Result.Completed(Image image) ->
                meters.upload("direct").record((double) image.sizeBytes());
            case Reconcile.Report report -> {
                meters.reconciled("upload_undone").increment(report.uploadsUndone());
                meters.reconciled("deletion_finished").increment(report.deletionsFinished());
                meters.reconciled("failed").increment(report.failed());
                meters.leftByReconcile().set(report.failed());
            }
            case null, default -> {}
        }
    }
}
