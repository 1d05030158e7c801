package dev.darkroom.domain.testkit.contract;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.ObjectShard;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Ability;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Calls of every method of every port of a storage. They are found by reflection, so that a new method is not forgotten. */
public final class PortCalls {
    private static final byte[] BYTES = {1};

    private PortCalls() {}

    /**
     * A call with valid arguments.
     *
     * @param name the port and the method, for example {@code ImageCatalog.find}
     */
    public record PortCall(String name, Runnable call) {}

    /**
     * All calls.
     *
     * @param storage an object whose public methods without parameters return ports
     */
    public static List<PortCall> of(Object storage) throws ReflectiveOperationException {
        List<PortCall> calls = new ArrayList<>();
        for (Method getter : storage.getClass().getMethods()) {
            Class<?> port = getter.getReturnType();
            if (getter.getParameterCount() == 0 && port.isInterface()
                    && port.getPackageName().startsWith("dev.darkroom.domain.port.out")) {
                Object adapter = getter.invoke(storage);
                Arrays.stream(port.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(method -> usesTheStorage(adapter, method))
                        .map(method -> new PortCall(
                                port.getSimpleName() + "." + method.getName(), () -> call(adapter, method)))
                        .forEach(calls::add);
            }
        }
        calls.sort(Comparator.comparing(PortCall::name));
        return calls;
    }

    /** A catalog answers for its abilities without the storage if that does not respond, and it refuses what it can't do without a call of the storage. */
    private static boolean usesTheStorage(Object adapter, Method method) {
        return switch (method.getName()) {
            case "abilities", "sortKeys" -> false;
            case "calendar", "tags" -> ((ImageCatalog) adapter).abilities().contains(Ability.COUNTS);
            default -> true;
        };
    }

    private static void call(Object adapter, Method method) {
        Map<Class<?>, Object> samples = samples();
        try {
            method.invoke(adapter, Arrays.stream(method.getParameterTypes())
                    .map(type -> Objects.requireNonNull(samples.get(type), () -> "A sample of " + type + " is missing"))
                    .toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new AssertionError(e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** Values of all types of parameters, for a new image. */
    private static Map<Class<?>, Object> samples() {
        Image image = ImageBuilder.image().tags("sea", "kite").content(BYTES).build();
        UserId alice = image.owner();
        QuotaReservation claim = new QuotaReservation(alice, 1);
        IdempotencyKey key = new IdempotencyKey("a-key");
        Consumer<Object> visitor = _ -> {};
        UploadProgress progress = UploadProgress.none(1L);
        return Map.ofEntries(
                Map.entry(Image.class, image),
                Map.entry(ImageId.class, image.id()),
                Map.entry(ImageState.Pending.class, new ImageState.Uploading(image.id(), image.createdAt(), claim)),
                Map.entry(UploadProgress.class, progress),
                Map.entry(EventPosition.class, EventPosition.START),
                Map.entry(ReceiverId.class, new ReceiverId("sample")),
                Map.entry(Quota.class, new Quota(100)),
                Map.entry(QuotaReservation.class, claim),
                Map.entry(VersionCondition.class, VersionCondition.ANY),
                Map.entry(PageRequest.class, new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 1)),
                Map.entry(ImageFilter.class, ImageFilter.ALL),
                Map.entry(TagRequest.class, new TagRequest(null, null, "", null, 1)),
                Map.entry(Instant.class, image.createdAt()),
                Map.entry(Duration.class, Duration.ofMinutes(1)),
                Map.entry(int.class, 1),
                Map.entry(long.class, 1L),
                Map.entry(String.class, "sample"),
                Map.entry(UserId.class, alice),
                Map.entry(IdempotencyKey.class, key),
                Map.entry(IdempotencyRecord.class, new IdempotencyRecord(
                        alice, key, image.sha256(), image.id(), image.createdAt(),
                        IdempotencyStoreContract.EXPIRY, null)),
                Map.entry(ObjectKey.class, image.originalKey()),
                Map.entry(ObjectShard.class, new ObjectShard(0)),
                Map.entry(ObjectPrefix.class, new ObjectPrefix(image.id())),
                Map.entry(Content.class, Content.of(BYTES)),
                Map.entry(ContentType.class, ContentType.JPEG),
                Map.entry(Disposition.class, new Disposition.Inline()),
                Map.entry(Checksum.class, image.sha256()),
                Map.entry(ImageState.Trashed.class, new ImageState.Trashed(image, image.createdAt())),
                Map.entry(TrashRequest.class,
                        new TrashRequest(null, SortKey.CREATED_AT, SortOrder.NEWEST_FIRST, null, 1)),
                Map.entry(ByteRange.class, new ByteRange(0, 1)),
                Map.entry(Consumer.class, visitor));
    }
}
