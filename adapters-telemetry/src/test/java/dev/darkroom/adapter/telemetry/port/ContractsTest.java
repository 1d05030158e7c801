package dev.darkroom.adapter.telemetry.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.testkit.contract.AdaptersHaveContracts;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every decorator of this module passes the contract of its port. */
class ContractsTest implements AdaptersHaveContracts {
    private static final Map<Class<?>, Class<?>> DECORATORS = Map.of(
            BlobStore.class, InstrumentedBlobStore.class,
            ImageCatalog.class, InstrumentedImageCatalog.class,
            Trash.class, InstrumentedTrash.class,
            IdempotencyStore.class, InstrumentedIdempotencyStore.class,
            ImageRenderer.class, InstrumentedRenderer.class);

    /** Its contract needs a real renderer, so it runs in bootstrap: {@code InstrumentedRendererTest}. */
    @Override
    public Set<Class<?>> testedInAnotherModule() {
        return Set.of(InstrumentedRenderer.class);
    }

    @Override
    public Set<Class<?>> withoutOwnCosts() {
        return Set.of(InstrumentedImageCatalog.class);
    }

    /** The compiler requires this of all methods but the default ones, which an adapter may override. */
    @Test
    void decoratorsDelegateDefaultMethodsToo() {
        DECORATORS.forEach((port, decorator) -> assertThat(Arrays.stream(port.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers())))
                .isNotEmpty()
                .allMatch(method -> declares(decorator, method)));
    }

    private static boolean declares(Class<?> decorator, Method method) {
        return Arrays.stream(decorator.getDeclaredMethods())
                .anyMatch(own -> own.getName().equals(method.getName())
                        && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
    }
}
