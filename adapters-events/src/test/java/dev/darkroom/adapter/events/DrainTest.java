package dev.darkroom.adapter.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;

class DrainTest {
    private final Counter counter = new Counter();
    private final Drain drain = new Drain();

    private static final class Counter implements Subscription {
        private int requests;
        private int cancellations;

        @Override
        public void request(long count) {
            requests++;
        }

        @Override
        public void cancel() {
            cancellations++;
        }
    }

    private void receive(int... bytes) {
        for (int each : bytes) {
            drain.onNext(List.of(ByteBuffer.allocate(each)));
        }
    }

    @Test
    void bodyOf64KibibytesIsReadToItsEnd() {
        drain.onSubscribe(counter);
        receive(1, Drain.MAX_BYTES - 1);
        assertThat(counter.requests).isEqualTo(3);
        assertThat(drain.end()).isNotDone();
        drain.onComplete();

        assertThat(drain.end()).isDone();
        assertThat(counter.cancellations).isZero();
    }

    @Test
    void oneByteMoreEndsTheConnection() {
        drain.onSubscribe(counter);
        receive(1, Drain.MAX_BYTES - 1, 1);

        assertThat(drain.end()).isDone();
        assertThat(counter.cancellations).isOne();
        assertThat(counter.requests).isEqualTo(3);
    }

    @Test
    void bodyThatArrivesAfterTheTimeoutIsNotRead() {
        drain.cancel();
        drain.onSubscribe(counter);

        assertThat(counter.cancellations).isOne();
        assertThat(counter.requests).isZero();
    }
}
