package dev.darkroom.adapter.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.testkit.contract.ImageRendererContract;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LazyRendererTest implements ImageRendererContract {
    private final AtomicInteger opened = new AtomicInteger();
    private final LazyRenderer renderer = new LazyRenderer(() -> {
        opened.incrementAndGet();
        return Installed.imageIo(Limits.AMPLE);
    });

    @Override
    public LazyRenderer testee() {
        return renderer;
    }

    @Test
    void rendererIsOpenedOnceByTheFirstCallThatNeedsIt() {
        assertThat(renderer.name()).isEqualTo("opening");
        assertThat(opened).hasValue(0);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                var _ = threads.submit(() -> renderer.renders(ContentType.JPEG, ContentType.JPEG));
            }
        }

        assertThat(opened).hasValue(1);
        assertThat(renderer.name()).startsWith("Java ImageIO");
    }
}
