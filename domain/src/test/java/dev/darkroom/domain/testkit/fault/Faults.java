package dev.darkroom.domain.testkit.fault;

import dev.darkroom.domain.model.StorageException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes chosen calls to ports fail: the n-th call to any port that was wrapped, counted from 0, fails before it takes
 * effect or after, as when an answer is lost.
 */
public final class Faults {
    public enum Kind {
        BEFORE,
        AFTER
    }

    private final Map<Integer, Kind> planned;
    private final AtomicInteger calls = new AtomicInteger();

    public Faults(Map<Integer, Kind> planned) {
        this.planned = planned;
    }

    /** Throws if a fault is planned for this call. */
    public void at(int call, Kind when) {
        if (planned.get(call) == when) {
            throw new StorageException.Unavailable("planned, " + when + " call " + call, null);
        }
    }

    /** The result of a call; empty if a planned fault ended it. */
    public static <T> Optional<T> attempt(Callable<T> call) {
        try {
            return Optional.of(call.call());
        } catch (StorageException.Unavailable planned) {
            return Optional.empty();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public <T> T wrap(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port}, (_, method, args) -> {
            Kind fault = planned.get(calls.getAndIncrement());
            if (fault == Kind.BEFORE) {
                throw new StorageException.Unavailable("planned, before " + method.getName(), null);
            }
            try {
                Object result = method.invoke(real, args);
                if (fault == Kind.AFTER) {
                    throw new StorageException.Unavailable("planned, after " + method.getName(), null);
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
