package dev.darkroom.domain.service.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class OrderedParallelTest {
    @Test
    void unusedResultsArePassedOnAfterAFailure() {
        List<Integer> taken = new ArrayList<>();
        List<Integer> unused = new ArrayList<>();
        CountDownLatch others = new CountDownLatch(3);
        try (OrderedParallel<Integer> work = new OrderedParallel<>(taken::add, unused::add)) {
            work.submit(() -> {
                others.await();
                throw new IllegalStateException("The first fails");
            });
            for (int i = 1; i <= 3; i++) {
                int number = i;
                work.submit(() -> {
                    others.countDown();
                    return number;
                });
            }
            assertThatIllegalStateException().isThrownBy(work::finish).withMessage("The first fails");
        }

        assertThat(taken).isEmpty();
        assertThat(unused).containsExactly(1, 2, 3);
    }
}
