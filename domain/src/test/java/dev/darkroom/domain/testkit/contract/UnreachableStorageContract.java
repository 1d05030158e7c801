package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.testkit.contract.PortCalls.PortCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What every storage with a server does while nothing listens at the address of the server. */
public interface UnreachableStorageContract {
    /** Opens a storage without a server. Its public methods return the ports, see {@link PortCalls}. */
    AutoCloseable openUnreachable() throws Exception;

    /** The time limit of a call. */
    Duration limit();

    /** The names of the calls that do not use the server; they return. */
    default Set<String> callsWithoutServer() {
        return Set.of();
    }

    @Test
    default void everyMethodOfEveryPortIsUnavailableWithinItsTimeLimit() throws Exception {
        try (AutoCloseable storage = openUnreachable()) {
            List<PortCall> calls = PortCalls.of(storage);
            assertThat(calls).extracting(PortCall::name).contains("ImageCatalog.find")
                    .containsAll(callsWithoutServer());
            List<Callable<Duration>> checks = new ArrayList<>();
            for (PortCall call : calls) {
                checks.add(() -> {
                    long start = System.nanoTime();
                    if (callsWithoutServer().contains(call.name())) {
                        assertThatCode(call.call()::run).as(call.name()).doesNotThrowAnyException();
                    } else {
                        assertThatThrownBy(call.call()::run).as(call.name())
                                .isInstanceOf(StorageException.Unavailable.class);
                    }
                    return Duration.ofNanos(System.nanoTime() - start);
                });
            }
            assertThat(AtOnce.all(checks)).allSatisfy(time -> assertThat(time).isLessThan(limit()));
        }
    }
}
