package dev.darkroom.adapter.http;

import dev.darkroom.domain.port.in.CheckHealth;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** {@code GET /health/live} and {@code GET /health/ready}. */
final class HealthRoutes {
    private final CheckHealth checkHealth;

    HealthRoutes(CheckHealth checkHealth) {
        this.checkHealth = checkHealth;
    }

    /** The process answers. */
    record LiveJson(String status) {}

    /**
     * The process can do its work.
     *
     * @param renderer what makes renditions, such as {@code libvips 8.14.1}
     */
    record ReadyJson(String status, String store, String catalogue, String renderer) {}

    void live(Context ctx) {
        Json.answer(ctx, 200, new LiveJson("live"));
    }

    void ready(Context ctx) {
        CheckHealth.Report report = checkHealth.check();
        if (!report.ready()) {
            List<String> missing = new ArrayList<>();
            if (report.store() != null) {
                missing.add("store: " + report.store());
            }
            if (report.catalogue() != null) {
                missing.add("catalogue: " + report.catalogue());
            }
            throw new ProblemException(ErrorCode.UNAVAILABLE, "Out of reach: " + String.join("; ", missing),
                    Failures.RETRY_LATER);
        }
        Json.answer(ctx, 200, new ReadyJson("ready", "ok", "ok", report.renderer()));
    }
}
