package dev.darkroom.domain.service.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.in.upload.UploadImage.Result;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.testkit.fault.Faults;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.Pictures;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryIdempotencyStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemoryStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** One storage, and any number of processes that upload to it under one key. */
final class IdempotentUploads {
    static final String PICTURE = "picture:pixels";
    static final IdempotencyKey KEY = new IdempotencyKey("first-try");

    private final InMemoryStorage storage = new InMemoryStorage();
    final MovableClock clock = storage.clock;
    final InMemoryBlobStore store = storage.store;
    final InMemoryImageCatalog catalog = storage.catalog;
    final InMemoryIdempotencyStore keys = storage.keys;

    /** What happens before and after each call of a process to a port; the calls are counted from 0. */
    interface Events {
        Events NONE = (_, _) -> {};

        void at(int call, Faults.Kind when);

        /** From the n-th call on, every call fails, as in a process that was killed. */
        static Events killedAt(int n, Faults.Kind kind) {
            return (call, when) -> {
                if (call > n || (call == n && when.compareTo(kind) >= 0)) {
                    throw new StorageException.Unavailable("killed", null);
                }
            };
        }

        /** Something else happens while this process is paused. */
        static Events pausedAt(int n, Faults.Kind kind, Runnable meanwhile) {
            return (call, when) -> {
                if (call == n && when == kind) {
                    meanwhile.run();
                }
            };
        }

        static Events faults(Faults faults) {
            return faults::at;
        }
    }

    private static <T> T wrap(Class<T> port, T real, Events events, AtomicInteger calls) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port}, (_, method, args) -> {
            int call = calls.getAndIncrement();
            events.at(call, Faults.Kind.BEFORE);
            try {
                Object result = method.invoke(real, args);
                events.at(call, Faults.Kind.AFTER);
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    UploadImage process(Events events, AtomicInteger calls) {
        return storage.services()
                .withStorage(
                        wrap(BlobStore.class, store, events, calls),
                        wrap(ImageCatalog.class, catalog, events, calls),
                        wrap(IdempotencyStore.class, keys, events, calls))
                .uploadImage();
    }

    /** The upload that all tests repeat; empty when it fails. */
    Optional<Result> upload(Events events) {
        return upload(events, new AtomicInteger());
    }

    Optional<Result> upload(Events events, AtomicInteger calls) {
        try {
            return Optional.of(process(events, calls).upload(command()));
        } catch (StorageException.Unavailable e) {
            return Optional.empty();
        }
    }

    Result upload() {
        return upload(Events.NONE).orElseThrow();
    }

    static UploadImage.Command command() {
        return command(new Actor.Anyone(), "alice", PICTURE, KEY);
    }

    static UploadImage.Command command(Actor actor, String owner, String text, IdempotencyKey key) {
        return new UploadImage.Command(actor, new UserId(owner), new Filename("kite.png"), ImageDetails.NONE,
                Pictures.content(text)).under(key);
    }

    static Checksum checksum(String text) {
        return Checksum.of(Checksum.newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The picture in the response; empty when the client has to repeat the request. */
    static Optional<Image> imageOf(Result result) {
        return switch (result) {
            case Result.Uploaded(Image image) -> Optional.of(image);
            case Result.Replayed(Image image) -> Optional.of(image);
            case Result.InFlight() -> Optional.empty();
            case Result other -> throw new AssertionError(other);
        };
    }

    void reconcile(Duration grace) {
        assertThat(storage.services().reconcile().reconcile(new Reconcile.Command(grace)).failed())
                .isZero();
    }

    List<Image> listed() {
        return catalog.list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 100)).images();
    }

    /** Asserts too that the image has its object, and that after a reconciliation nothing else is left. */
    void assertOnlyImageIs(Image image) {
        clock.advance(Duration.ofHours(3));
        reconcile(Duration.ofHours(1));
        assertThat(listed()).containsExactly(image);
        assertThat(store.keys()).isEqualTo(new TreeSet<>(Set.of(image.originalKey().value())));
        assertThat(catalog.unfinished(clock.instant(), 10)).isEmpty();
    }
}
