package dev.darkroom.domain.testkit.fault;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/** Wraps a port so that an action runs before each call of one of its methods. */
public final class Overtaken {
    private Overtaken() {}

    /** @param action receives the arguments of the call; an exception that it throws is thrown by the call */
    public static <T> T before(Class<T> port, String methodName, T real, Consumer<List<Object>> action) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port}, (_, method, args) -> {
            if (method.getName().equals(methodName)) {
                action.accept(args == null ? List.of() : List.of(args));
            }
            try {
                return method.invoke(real, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
