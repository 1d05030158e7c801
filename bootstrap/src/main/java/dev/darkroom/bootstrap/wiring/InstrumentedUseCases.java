package dev.darkroom.bootstrap.wiring;

import dev.darkroom.adapter.telemetry.Telemetry;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Has every use case in a record watched, and in the records within, so that none can be forgotten. */
final class InstrumentedUseCases {
    private InstrumentedUseCases() {}

    static <R extends Record> R of(R useCases, Telemetry telemetry) {
        try {
            RecordComponent[] components = useCases.getClass().getRecordComponents();
            Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @Nullable
            Object[] watched = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                watched[i] = watched(types[i], components[i].getAccessor().invoke(useCases), telemetry);
            }
            @SuppressWarnings("unchecked") // It is the record's own class.
            Class<R> type = (Class<R>) useCases.getClass();
            return type.getDeclaredConstructor(types).newInstance(watched);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> @Nullable Object watched(Class<T> type, @Nullable Object value, Telemetry telemetry) {
        return switch (value) {
            case null -> null;
            case Record more -> of(more, telemetry);
            case Object useCase -> telemetry.useCase(type, type.cast(useCase));
        };
    }
}
