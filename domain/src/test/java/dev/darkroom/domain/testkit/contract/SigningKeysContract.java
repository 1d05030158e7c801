package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.port.out.security.SigningKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

/** What every {@link SigningKeys} does. */
public interface SigningKeysContract {
    /** A new instance, as another process would make it, on the storage of this test. */
    SigningKeys testee();

    @Test
    default void keyHas32BytesForHmacSha256() {
        SecretKey key = testee().key("cursor");

        assertThat(key.getAlgorithm()).isEqualTo(SigningKeys.ALGORITHM);
        assertThat(key.getEncoded()).hasSize(32);
    }

    @Test
    default void keyOfAPurposeStaysTheSameForEveryProcess() {
        byte[] first = testee().key("cursor").getEncoded();

        assertThat(testee().key("cursor").getEncoded()).isEqualTo(first);
    }

    @Test
    default void keysOfDifferentPurposesDiffer() {
        SigningKeys keys = testee();

        assertThat(keys.key("cursor").getEncoded()).isNotEqualTo(keys.key("url").getEncoded());
    }

    @Test
    default void processesThatAskFirstAtOnceGetTheSameKey() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<SecretKey>> askers = IntStream.range(0, 16)
                    .<Callable<SecretKey>>mapToObj(_ -> () -> testee().key("race"))
                    .toList();
            Set<SecretKey> keys = new HashSet<>();
            for (Future<SecretKey> asked : threads.invokeAll(askers)) {
                keys.add(asked.get());
            }
            assertThat(keys).hasSize(1);
        }
    }
}
