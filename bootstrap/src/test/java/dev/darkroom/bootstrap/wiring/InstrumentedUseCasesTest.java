package dev.darkroom.bootstrap.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.DirectUploads;
import dev.darkroom.adapter.http.ResumableUploads;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.port.in.events.ReadEvents;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstrumentedUseCasesTest {
    private static UseCases useCases() {
        return new UseCases(
                _ -> fail(), _ -> fail(), _ -> fail(), _ -> fail(), _ -> fail(), _ -> fail(), _ -> fail(), _ -> fail(),
                _ -> fail(), _ -> fail(),
                new ViewTrash() {
                    @Override
                    public Optional<TrashedImage> find(Actor actor, ImageId id) {
                        return fail();
                    }

                    @Override
                    public ViewTrash.Result list(ListImages.Query query) {
                        return fail();
                    }
                },
                (_, _) -> fail(), _ -> fail(), _ -> fail(),
                () -> fail(),
                new DirectUploads(_ -> fail(), (_, _, _) -> fail(), (_, _) -> fail(), _ -> fail()),
                new ResumableUploads(_ -> fail(), new AppendToUpload() {
                    @Override
                    public AppendToUpload.Result find(Actor actor, ImageId id, boolean returnsExisting) {
                        return fail();
                    }

                    @Override
                    public AppendToUpload.Result append(Command command) {
                        return fail();
                    }
                }, (_, _) -> fail()),
                new ReadEvents() {
                    @Override
                    public boolean isRecording() {
                        return fail();
                    }

                    @Override
                    public EventPosition end() {
                        return fail();
                    }

                    @Override
                    public EventPage read(EventPosition after, int limit) {
                        return fail();
                    }
                });
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T fail() {
        throw new UnsupportedOperationException();
    }

    private static Map<String, @Nullable Object> components(Record of) throws ReflectiveOperationException {
        Map<String, @Nullable Object> components = new HashMap<>();
        for (RecordComponent component : of.getClass().getRecordComponents()) {
            components.put(component.getName(), component.getAccessor().invoke(of));
        }
        return components;
    }

    @Test
    void everyUseCaseIsDecorated() throws ReflectiveOperationException {
        UseCases plain = useCases();
        try (Telemetry telemetry = Telemetry.start("test", null)) {
            UseCases instrumented = InstrumentedUseCases.of(plain, telemetry.useCases());

            assertDecorated(plain, instrumented);
            assertDecorated(
                    Objects.requireNonNull(plain.directUploads()),
                    Objects.requireNonNull(instrumented.directUploads()));
            assertDecorated(plain.resumableUploads(), instrumented.resumableUploads());
        }
    }

    private static void assertDecorated(Record plain, Record instrumented) throws ReflectiveOperationException {
        Map<String, @Nullable Object> before = components(plain);
        components(instrumented).forEach(
                (name, useCase) -> assertThat(useCase).as(name).isNotNull().isNotSameAs(before.get(name)));
    }

    @Test
    void useCasesThatAreMissingStayMissing() {
        UseCases all = useCases();
        UseCases some = new UseCases(
                null, all.uploadImage(), all.listImages(), all.viewCalendar(), all.listTags(), all.viewImage(),
                all.editImage(), all.editImages(),
                all.deleteImage(), all.deleteImages(), all.viewTrash(), all.restoreImage(), all.findExisting(), null,
                all.checkHealth(), null, all.resumableUploads(),
                all.readEvents());
        try (Telemetry telemetry = Telemetry.start("test", null)) {
            UseCases instrumented = InstrumentedUseCases.of(some, telemetry.useCases());

            assertThat(instrumented.authenticate()).isNull();
            assertThat(instrumented.fetchBlob()).isNull();
            assertThat(instrumented.directUploads()).isNull();
        }
    }
}
