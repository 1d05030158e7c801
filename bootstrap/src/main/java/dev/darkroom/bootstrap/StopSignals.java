package dev.darkroom.bootstrap;

import dev.darkroom.bootstrap.cli.terminal.Context;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How a process is asked to stop: SIGTERM, SIGINT, or any other way in which a JVM ends. The first signal lets {@link
 * #await()} return, so that the program stops in order and chooses its exit code; left to itself a JVM would answer 143 to
 * SIGTERM, which process managers take for a failure. The second signal, or 30 s, ends the process at once.
 */
final class StopSignals implements Context.StopRequest, AutoCloseable {
    /** Kubernetes waits so long by default before it kills, systemd 90 s; Docker waits 10 s unless it is told otherwise. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    private static final int HALTED = 1;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopWithTheJvm, "stop"));
        AtomicBoolean first = new AtomicBoolean(true);
        for (String signal : new String[]{"TERM", "INT"}) {
            handle(signal, () -> {
                if (first.getAndSet(false)) {
                    asked.countDown();
                    haltLater();
                } else {
                    Runtime.getRuntime().halt(HALTED);
                }
            });
        }
    }

    @Override
    public void await() throws InterruptedException {
        asked.await();
    }

    /** Says that the program has stopped, so that the JVM may end. */
    @Override
    public void close() {
        stopped.countDown();
    }

    private static void haltLater() {
        Thread.ofPlatform().name("halt").daemon().start(() -> {
            try {
                Thread.sleep(LONGEST_STOP);
                Runtime.getRuntime().halt(HALTED);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A closed terminal, the end of a Windows session, or a platform without the signals above. */
    private void stopWithTheJvm() {
        asked.countDown();
        try {
            stopped.await(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * {@code sun.misc.Signal.handle}, which every JDK exports and javac warns of without a way to say that it is meant;
     * hence by its name. A JVM without it, or one told to leave signals alone (-Xrs), still has the hook.
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
            // Left to the hook.
        }
    }
}
