package dev.darkroom.adapter.http;

import dev.darkroom.domain.port.in.CheckHealth;
import io.javalin.http.Context;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /health/live} and {@code GET /health/ready}. */
final class HealthRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

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
            throw new ProblemException(
                    ErrorCode.UNAVAILABLE, "Out of reach: " + outOfReach(report), Failures.RETRY_LATER);
        }
        Json.answer(ctx, 200, new ReadyJson("ready", "ok", "ok", report.renderer()));
    }

    /** Names what is out of reach. Anyone may ask, so paths, hosts and the store's own messages are only logged. */
    private static String outOfReach(CheckHealth.Report report) {
        Map<String, String> reasons = new TreeMap<>();
        if (report.store() != null) {
            reasons.put("store", report.store());
        }
        if (report.catalogue() != null) {
            reasons.put("catalogue", report.catalogue());
        }
        reasons.forEach((part, reason) -> LOG.atWarn()
                .addKeyValue("part", part)
                .addKeyValue("reason", reason)
                .log("Not ready"));
        return String.join(", ", reasons.keySet());
    }
}
