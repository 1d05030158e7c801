package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.render.LimitedRenderer;
import dev.darkroom.domain.testkit.contract.ImageRendererContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract with every picture decoded in a worker process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerRendererIT implements ImageRendererContract {
    private TestWorkers workers;

    @BeforeAll
    void start(@TempDir Path folder) {
        workers = TestWorkers.behaving(WorkerMain.Behaviour.REAL, folder);
    }

    @AfterAll
    void stop() {
        workers.close();
    }

    @Override
    public LimitedRenderer testee() {
        return (LimitedRenderer) workers.renderer();
    }
}
