package dev.darkroom.domain.testkit.fault;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/** A port to which something happens just before each call of one of its methods. */
public final class Overtaken {
    private Overtaken() {}

    /** @param action is given the arguments of the call, and may throw what the call shall throw */
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
