package dev.darkroom.adapter.telemetry;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Any port: whatever methods it has, or gets, each is an operation of its own. */
record InstrumentedPort(Object adapter, Calls calls) implements InvocationHandler {
    private static final Map<String, String> SNAKE_CASES = new ConcurrentHashMap<>();

    static <T> T of(Class<T> port, T adapter, Calls calls) {
        return proxy(port, new InstrumentedPort(adapter, calls));
    }

    static <T> T proxy(Class<T> port, InvocationHandler handler) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port}, handler));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return call(adapter, method, arguments);
        }
        return calls.call(snakeCase(method.getName()), () -> call(adapter, method, arguments));
    }

    /** Calls a method of the interface on what is watched, and throws what it throws. */
    @SuppressWarnings("NullAway") // A method that returns nothing gives null, which passes through.
    static Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /** {@code deleteAll} and {@code DeleteAll} as {@code delete_all}; kept, for every call asks. */
    static String snakeCase(String name) {
        return SNAKE_CASES.computeIfAbsent(
                name, key -> key.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT));
    }
}
