package dev.darkroom.domain.service.upload;

import static dev.darkroom.domain.service.upload.IdempotentUploads.imageOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.upload.UploadImage.Result;
import dev.darkroom.domain.service.upload.IdempotentUploads.Events;
import dev.darkroom.domain.testkit.fault.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One key makes one picture: whichever calls of an upload to the ports fail, wherever its process is killed, and wherever it is
 * paused while another process repeats the upload. All responses have the same picture, and a repetition never waits longer
 * than the lease.
 */
class IdempotentUploadUnderFaultsTest {
    /** More calls than an upload and its undoing make. */
    private static final int CALLS = 10;

    /** The calls of an upload and of its repetition. */
    private static final int CALLS_OF_TWO = 2 * CALLS;

    private final IdempotentUploads world = new IdempotentUploads();
    private final List<Image> returned = new ArrayList<>();

    private void record(Optional<Result> result) {
        result.flatMap(IdempotentUploads::imageOf).ifPresent(returned::add);
    }

    private void repeat() {
        record(Optional.of(world.upload()));
    }

    /** A repetition now returns the picture of all responses. */
    private void assertOnePicture() {
        Image image = imageOf(world.upload()).orElseThrow(() -> new AssertionError("The repetition has to wait"));
        assertThat(world.upload()).isEqualTo(new Result.Replayed(image));
        assertThat(returned.stream().distinct()).isSubsetOf(image);
        world.assertOnlyImageIs(image);
        assertThat(world.upload()).isEqualTo(new Result.Replayed(image));
    }

    private record Moment(int call, Faults.Kind kind) {}

    private static Stream<Moment> moments() {
        return IntStream.range(0, CALLS).boxed()
                .flatMap(call -> Stream.of(Faults.Kind.values()).map(kind -> new Moment(call, kind)));
    }

    private static DynamicTest test(Object name, Consumer<IdempotentUploadUnderFaultsTest> body) {
        return DynamicTest.dynamicTest(name.toString(), () -> body.accept(new IdempotentUploadUnderFaultsTest()));
    }

    @TestFactory
    Stream<DynamicTest> callsOfAnUploadAndItsRepetitionFail() {
        Stream.Builder<Map<Integer, Faults.Kind>> plans = Stream.builder();
        for (int first = 0; first < CALLS_OF_TWO; first++) {
            for (Faults.Kind firstKind : Faults.Kind.values()) {
                plans.add(Map.of(first, firstKind));
                for (int second = first + 1; second < CALLS_OF_TWO; second++) {
                    for (Faults.Kind secondKind : Faults.Kind.values()) {
                        plans.add(Map.of(first, firstKind, second, secondKind));
                    }
                }
            }
        }
        return plans.build().map(plan -> test(plan, one -> one.failThenRepeat(plan)));
    }

    private void failThenRepeat(Map<Integer, Faults.Kind> plan) {
        Events faults = Events.faults(new Faults(plan));
        AtomicInteger calls = new AtomicInteger();
        record(world.upload(faults, calls));
        record(world.upload(faults, calls));
        world.clock.advance(IdempotentUpload.LEASE);
        assertOnePicture();
    }

    @TestFactory
    Stream<DynamicTest> anotherProcessContinuesAfterAKill() {
        return moments().map(moment -> test(moment, one -> {
            one.record(one.world.upload(Events.killedAt(moment.call, moment.kind)));
            one.repeat();
            one.world.clock.advance(IdempotentUpload.LEASE);
            one.assertOnePicture();
        }));
    }

    /** As with the local storage, which only one process uses: the repetition need not wait for the lease. */
    @TestFactory
    Stream<DynamicTest> processIsKilledAndStartedAgain() {
        return moments().map(moment -> test(moment, one -> {
            one.record(one.world.upload(Events.killedAt(moment.call, moment.kind)));
            one.world.clock.advance(Duration.ofMillis(1));
            one.world.reconcile(Duration.ZERO);
            one.assertOnePicture();
        }));
    }

    @TestFactory
    Stream<DynamicTest> processIsSlowWhileAnotherRepeats() {
        return Stream.of(Duration.ZERO, IdempotentUpload.LEASE).flatMap(pause -> moments().map(moment -> test(
                moment + " for " + pause, one -> {
                    one.record(one.world.upload(Events.pausedAt(moment.call, moment.kind, () -> {
                        one.world.clock.advance(pause);
                        one.repeat();
                    })));
                    one.assertOnePicture();
                })));
    }

    /** For longer than the grace period, so that what it left half done was removed. */
    @TestFactory
    Stream<DynamicTest> processIsSlowWhileOthersReconcileAndRepeat() {
        return moments().map(moment -> test(moment, one -> {
            one.record(one.world.upload(Events.pausedAt(moment.call, moment.kind, () -> {
                one.world.clock.advance(Duration.ofHours(2));
                one.world.reconcile(Duration.ofHours(1));
                one.repeat();
                one.world.clock.advance(Duration.ofHours(2));
                one.world.reconcile(Duration.ofHours(1));
            })));
            one.assertOnePicture();
        }));
    }

    @TestFactory
    Stream<DynamicTest> processIsSlowWhileItsSuccessorIsKilled() {
        return moments().flatMap(slow -> moments().map(kill -> test(slow + ", then " + kill, one -> {
            one.record(one.world.upload(Events.pausedAt(slow.call, slow.kind, () -> {
                one.world.clock.advance(IdempotentUpload.LEASE);
                one.record(one.world.upload(Events.killedAt(kill.call, kill.kind)));
            })));
            one.world.clock.advance(IdempotentUpload.LEASE);
            one.assertOnePicture();
        })));
    }

    @TestFactory
    Stream<DynamicTest> processIsSlowAndThenKilledWhileAnotherRepeats() {
        return moments().flatMap(slow -> moments().filter(kill -> kill.call >= slow.call)
                .map(kill -> test(slow + ", then " + kill, one -> {
                    Events dies = Events.killedAt(kill.call, kill.kind);
                    Events pauses = Events.pausedAt(slow.call, slow.kind, () -> {
                        one.world.clock.advance(IdempotentUpload.LEASE);
                        one.repeat();
                    });
                    one.record(one.world.upload((call, when) -> {
                        pauses.at(call, when);
                        dies.at(call, when);
                    }));
                    one.world.clock.advance(IdempotentUpload.LEASE);
                    one.assertOnePicture();
                })));
    }
}
