package dev.darkroom.bootstrap.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Users that work concurrently until they are stopped. A wrong response stops all of them. */
final class Users implements AutoCloseable {
    private final Journal journal = new Journal();
    private final List<User> users = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> work = new ArrayList<>();
    private volatile boolean isStopped;

    /** @param pause the longest time between two calls of a user */
    Users(int count, Replicas replicas, Duration pause) {
        for (int i = 0; i < count; i++) {
            users.add(new User("user-" + i, replicas, journal, i, pause));
        }
        for (User user : users) {
            work.add(threads.submit(() -> work(user)));
        }
    }

    private Void work(User user) throws InterruptedException {
        try {
            while (!isStopped) {
                user.act();
            }
            return null;
        } catch (RuntimeException | Error e) {
            isStopped = true;
            journal.failed();
            throw e;
        }
    }

    Journal journal() {
        return journal;
    }

    List<User> all() {
        return users;
    }

    /** Lets every user finish its call. Fails if one of them got a wrong response. */
    void stop() throws Exception {
        isStopped = true;
        for (Future<?> each : work) {
            get(each);
        }
    }

    /** Something that a user does alone. */
    interface Step {
        void of(User user) throws InterruptedException;
    }

    /** Lets all users do something, after {@link #stop}. */
    void each(Step step) throws Exception {
        List<Callable<Void>> steps = new ArrayList<>();
        for (User user : users) {
            steps.add(() -> {
                step.of(user);
                return null;
            });
        }
        for (Future<Void> each : threads.invokeAll(steps)) {
            get(each);
        }
    }

    private static void get(Future<?> future) throws Exception {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new AssertionError("A user failed", e);
        }
    }

    @Override
    public void close() {
        isStopped = true;
        threads.close();
    }
}
