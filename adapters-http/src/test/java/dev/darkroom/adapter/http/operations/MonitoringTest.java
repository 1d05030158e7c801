package dev.darkroom.adapter.http.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Metrics, and the routes that the monitoring filter sees. */
class MonitoringTest extends WithServer {
    @Test
    void metricsArePrometheusText() {
        Answer answer = server.get("/metrics");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(new String(answer.bytes(), StandardCharsets.UTF_8)).isEqualTo(TestServer.METRICS);
        server.send("POST", "/metrics", BodyPublishers.noBody()).assertRefused(405, "method_not_allowed");
    }

    @Test
    void requestsAreRecordedByTheTemplateOfTheirRoute() {
        Answer view = server.get("/images/" + server.upload("?user_id=alice"));
        server.get(view.text("url"));
        server.head("/images/nobody-has-this");
        server.delete("/images/nobody-has-this/");
        server.get("/nothing/here");
        server.get("/%ff");
        server.send("BREW", "/images", BodyPublishers.noBody());
        server.send("PUT", "/images", BodyPublishers.noBody());
        server.send("POST", "/uploads/1/complete", BodyPublishers.noBody());
        // Closing waits until the last request is recorded.
        server.close();

        assertThat(server.answered).containsExactly(
                "POST /upload 201",
                "GET /images/{image_id} 200",
                "GET /blobs/{key} 200",
                "HEAD /images/{image_id} 404",
                "DELETE /images/{image_id} 404",
                "GET null 404",
                "GET null 404",
                "BREW null 405",
                "PUT null 405",
                "POST /uploads/{upload_id}/complete 404");
    }
}
