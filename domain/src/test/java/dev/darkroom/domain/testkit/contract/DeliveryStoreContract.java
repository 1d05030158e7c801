package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.DeliveryStore.Stored;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link DeliveryStore} does. */
public interface DeliveryStoreContract {
    ReceiverId ALICE = new ReceiverId("alice-1");
    ReceiverId BOB = new ReceiverId("b".repeat(64));

    /** Stores nothing for {@link #ALICE} and {@link #BOB} when a test begins. */
    DeliveryStore testee();

    @Test
    default void receiverWithoutTextHasNone() {
        assertThat(testee().find(ALICE)).isEmpty();
    }

    @Test
    default void textIsFoundAsItWasStored() {
        String text = "a \"line\"\n凧 🪁'\t\\ %_";
        String longest = "x".repeat(DeliveryStore.MAX_LENGTH);

        assertThat(testee().replace(ALICE, 0, text)).isTrue();
        assertThat(testee().replace(BOB, 0, "")).isTrue();
        assertThat(testee().find(ALICE)).contains(new Stored(1, text));
        assertThat(testee().replace(ALICE, 1, longest)).isTrue();

        assertThat(testee().find(ALICE)).contains(new Stored(2, longest));
        assertThat(testee().find(BOB)).contains(new Stored(1, ""));
    }

    @Test
    default void anotherRevisionChangesNothing() {
        assertThat(testee().replace(ALICE, 1, "none yet")).isFalse();
        testee().replace(ALICE, 0, "first");
        assertThat(testee().replace(ALICE, 0, "again")).isFalse();
        testee().replace(ALICE, 1, "second");
        assertThat(testee().replace(ALICE, 1, "late")).isFalse();
        assertThat(testee().replace(ALICE, 3, "early")).isFalse();

        assertThat(testee().find(ALICE)).contains(new Stored(2, "second"));
    }

    @Test
    default void ofConcurrentCallsOneReplaces() throws Exception {
        for (int revision = 0; revision < 5; revision++) {
            int current = revision;
            List<Boolean> replaced = AtOnce.all(IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> testee().replace(ALICE, current, "call " + i))
                    .toList());

            assertThat(replaced).containsOnlyOnce(true);
            assertThat(testee().find(ALICE)).contains(new Stored(current + 1L, "call " + replaced.indexOf(true)));
        }
    }
}
