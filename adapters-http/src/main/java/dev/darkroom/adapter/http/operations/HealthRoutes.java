package dev.darkroom.adapter.http.operations;

import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.port.in.operations.CheckHealth;
import io.javalin.http.Context;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /health/live} and {@code GET /health/ready}. */
public final class HealthRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    private final CheckHealth checkHealth;
    /** A report is logged only if it differs from the last one, because clients may call this as often as they like. */
    private volatile CheckHealth.@Nullable Report logged;
    private volatile boolean isStopping;

    public HealthRoutes(CheckHealth checkHealth) {
        this.checkHealth = checkHealth;
    }

    /** The name of the catalog in responses, which is part of the API. */
    private static final String CATALOG = "catalogue";

    /** The process is alive. */
    record LiveJson(String status) {}

    /**
     * The process can serve requests.
     *
     * @param renderer the renderer of renditions, such as {@code libvips 8.14.1}
     */
    record ReadyJson(String status, String store, String catalogue, String renderer) {}

    public void live(Context ctx) {
        Json.answer(ctx, 200, new LiveJson("live"));
    }

    /** From now on, the server is not ready. */
    public void announceStop() {
        isStopping = true;
    }

    public void ready(Context ctx) {
        if (isStopping) {
            throw new ProblemException(ErrorCode.UNAVAILABLE, "The server is stopping", ProblemException.RETRY_LATER);
        }
        CheckHealth.Report report = checkHealth.check();
        if (!report.ready()) {
            throw new ProblemException(
                    ErrorCode.UNAVAILABLE, "Out of reach: " + outOfReach(report), ProblemException.RETRY_LATER);
        }
        logged = report;
        Json.answer(ctx, 200, new ReadyJson("ready", "ok", "ok", report.renderer()));
    }

    /** The unreachable parts. Paths, hosts and messages of the store are only logged. */
    private String outOfReach(CheckHealth.Report report) {
        Map<String, String> reasons = new TreeMap<>();
        if (report.store() != null) {
            reasons.put("store", report.store());
        }
        if (report.catalog() != null) {
            reasons.put(CATALOG, report.catalog());
        }
        if (!report.equals(logged)) {
            logged = report;
            reasons.forEach((part, reason) -> LOG.atWarn()
                    .addKeyValue("part", part)
                    .addKeyValue("reason", reason)
                    .log("Not ready"));
        }
        return String.join(", ", reasons.keySet());
    }
}
