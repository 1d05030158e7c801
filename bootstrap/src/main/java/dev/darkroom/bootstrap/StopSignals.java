package dev.darkroom.bootstrap;

import dev.darkroom.bootstrap.cli.terminal.Context;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handles requests to stop: SIGTERM, SIGINT, and any other shutdown of the JVM. After the first signal {@link #await()}
 * returns, so that the program shuts down in order and chooses its exit code. Without a handler, a JVM exits with 143 on
 * SIGTERM, which process managers report as a failure. A second signal, or a shutdown that takes too long, ends the process
 * immediately.
 */
final class StopSignals implements Context.StopRequest, AutoCloseable {
    private static final int EXIT_CODE_WHEN_HALTED = 1;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public void listen(Duration timeout) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopWithTheJvm(timeout), "stop"));
        AtomicBoolean first = new AtomicBoolean(true);
        for (String signal : new String[]{"TERM", "INT"}) {
            handle(signal, () -> {
                if (first.getAndSet(false)) {
                    requested.countDown();
                    haltAfter(timeout);
                } else {
                    Runtime.getRuntime().halt(EXIT_CODE_WHEN_HALTED);
                }
            });
        }
    }

    @Override
    public void await() throws InterruptedException {
        requested.await();
    }

    /** Reports that the program has stopped, so that the JVM can exit. */
    @Override
    public void close() {
        stopped.countDown();
    }

    private static void haltAfter(Duration timeout) {
        Thread.ofPlatform().name("halt").daemon().start(() -> {
            try {
                Thread.sleep(timeout);
                Runtime.getRuntime().halt(EXIT_CODE_WHEN_HALTED);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Runs when a terminal closes, when a Windows session ends, and on platforms without these signals. */
    private void stopWithTheJvm(Duration timeout) {
        requested.countDown();
        try {
            stopped.await(timeout.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Calls {@code sun.misc.Signal.handle} by reflection: every JDK exports it, but javac prints a warning that cannot be
     * suppressed. A JVM without it, or one started with -Xrs, still runs the shutdown hook.
     */
    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[]{handler}, (_, _, _) -> {
                action.run();
                return null;
            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            // The shutdown hook remains.
        }
    }
}
