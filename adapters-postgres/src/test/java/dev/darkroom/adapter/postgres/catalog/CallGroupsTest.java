package dev.darkroom.adapter.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallGroupsTest {
    private static final int MOST = 64;
    private static final int MOST_WAITING = 1_024;

    /** A group whose statement runs until the test completes it. */
    private record Group(List<ImageId> calls, CompletableFuture<Set<ImageId>> done) {
        void succeed() {
            done.complete(new HashSet<>(calls));
        }
    }

    private final BlockingQueue<Group> groups = new LinkedBlockingQueue<>();
    private final CallGroups<ImageId> testee = new CallGroups<>(id -> id, this::statement);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Thread> callers = new CopyOnWriteArrayList<>();

    private Set<ImageId> statement(List<ImageId> calls) {
        Group group = new Group(calls, new CompletableFuture<>());
        groups.add(group);
        try {
            return group.done().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw e.getCause() instanceof StorageException failure ? failure : new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static ImageId id(int number) {
        return new ImageId(new UUID(0x7000L, 0x8000_0000_0000_0000L | number));
    }

    /** Calls in a thread of its own and returns when the thread waits or leads a group. */
    private Future<Boolean> call(ImageId id) {
        int groupsBefore = groups.size();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Future<Boolean> result = threads.submit(() -> {
            thread.complete(Thread.currentThread());
            return testee.run(id);
        });
        Thread caller = thread.join();
        callers.add(caller);
        Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> groups.size() > groupsBefore || caller.getState() == Thread.State.TIMED_WAITING);
        return result;
    }

    /** Runs a group, so that the calls after it wait. */
    private Group running() throws Exception {
        Future<Boolean> _ = call(id(10_000));
        return groups.take();
    }

    @Test
    void callsThatArriveWhileAGroupRunsShareTheNextOne() throws Exception {
        Group running = running();
        assertThat(running.calls()).containsExactly(id(10_000));
        Future<Boolean> first = call(id(1));
        Future<Boolean> second = call(id(2));
        Future<Boolean> third = call(id(3));
        assertThat(groups).isEmpty();

        running.succeed();

        Group next = groups.take();
        assertThat(next.calls()).containsExactly(id(1), id(2), id(3));
        next.done().complete(Set.of(id(1), id(3)));
        assertThat(first.get()).isTrue();
        assertThat(second.get()).isFalse();
        assertThat(third.get()).isTrue();
    }

    @Test
    void callsAboutOneImageAreInDifferentGroups() throws Exception {
        Group running = running();
        Future<Boolean> first = call(id(1));
        Future<Boolean> again = call(id(1));

        running.succeed();

        Group next = groups.take();
        assertThat(next.calls()).containsExactly(id(1));
        next.succeed();
        assertThat(first.get()).isTrue();
        Group last = groups.take();
        assertThat(last.calls()).containsExactly(id(1));
        last.done().complete(Set.of());
        assertThat(again.get()).isFalse();
    }

    @Test
    void groupHasAtMost64Calls() throws Exception {
        Group running = running();
        for (int i = 0; i <= MOST; i++) {
            Future<Boolean> _ = call(id(i));
        }

        running.succeed();

        Group next = groups.take();
        assertThat(next.calls()).hasSize(MOST);
        next.succeed();
        assertThat(groups.take().calls()).containsExactly(id(MOST));
    }

    @Test
    void callIsRefusedWhile1024Wait() throws Exception {
        Group running = running();
        List<Future<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < MOST_WAITING; i++) {
            waiting.add(call(id(i)));
        }

        assertThatThrownBy(() -> testee.run(id(MOST_WAITING))).isInstanceOf(StorageException.Unavailable.class)
                .hasMessage("The catalog is overloaded");

        running.succeed();
        for (int i = 0; i < MOST_WAITING / MOST; i++) {
            groups.take().succeed();
        }
        for (Future<Boolean> call : waiting) {
            assertThat(call.get()).isTrue();
        }
    }

    @Test
    void failureReachesEachCallAndTheNextGroupRuns() throws Exception {
        Group running = running();
        Future<Boolean> leader = call(id(1));
        Future<Boolean> follower = call(id(2));
        running.succeed();
        Group failing = groups.take();
        Future<Boolean> later = call(id(3));

        failing.done().completeExceptionally(new StorageException.Unavailable("The catalog is away", null));

        for (Future<Boolean> failed : List.of(leader, follower)) {
            assertThatThrownBy(failed::get).cause().isInstanceOf(StorageException.Unavailable.class)
                    .hasMessage("The catalog is away");
        }
        groups.take().succeed();
        assertThat(later.get()).isTrue();
    }

    @Test
    void interruptedCallLeavesTheQueue() throws Exception {
        Group running = running();
        Future<Boolean> interrupted = call(id(1));
        callers.getLast().interrupt();
        assertThatThrownBy(interrupted::get).cause().isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining("interrupted");
        Future<Boolean> next = call(id(2));

        running.succeed();

        Group last = groups.take();
        assertThat(last.calls()).containsExactly(id(2));
        last.succeed();
        assertThat(next.get()).isTrue();
    }

    @Test
    void groupsEndWhenNoCallWaits() throws Exception {
        running().succeed();
        for (int i = 0; i < 3; i++) {
            Future<Boolean> call = call(id(i));
            groups.take().succeed();
            assertThat(call.get()).isTrue();
        }
    }
}
