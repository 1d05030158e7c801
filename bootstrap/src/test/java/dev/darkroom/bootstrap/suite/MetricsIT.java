package dev.darkroom.bootstrap.suite;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} shows after some traffic, and that the dashboard asks for nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class MetricsIT implements DirectUploadSteps {
    private static final Pattern SAMPLE =
            Pattern.compile("^([a-z_]+)(?:\\{(.*)})? [-+0-9.eEINaf]+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}(?:\\[[^]]*])?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
    private static final Set<String> FUNCTIONS = Set.of("sum", "max", "rate", "increase", "histogram_quantile");
    /** Of Prometheus itself. */
    private static final String INSTANCE = "instance";
    private static final Map<String, String> SIGN_IN = Map.of(
            "DARKROOM_AUTH", "jwt",
            "DARKROOM_JWT_SECRET", "a secret of thirty-two bytes, it",
            "DARKROOM_JWT_ISSUER", "https://issuer.example.com/",
            "DARKROOM_JWT_AUDIENCE", "darkroom");

    private Application application;
    private Set<Sample> samples;

    /** One line of a scrape. */
    private record Sample(String name, Map<String, String> labels) {}

    @BeforeAll
    void makeTraffic(@TempDir Path folder) throws Exception {
        // A receiver at which nobody listens.
        application = start(folder, Map.of(
                "DARKROOM_WEBHOOK_URL", "http://127.0.0.1:1/",
                "DARKROOM_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "DARKROOM_WEBHOOK_ALLOW_PRIVATE", "true"));
        byte[] picture = Photographs.jpeg(320, 200, 1);
        String id = uploaded("alice", picture).path("image_id").asText();
        JsonNode upload = started("image/jpeg", picture.length);
        put(upload, picture).expect(200);
        complete(upload).expect(201);
        walk("user_id=alice");
        fetch(view(id).expect(200).text("url")).expect(200);
        fetch(send(Call.get("/images/" + id + "/content?rendition=small")).expect(302).header("Location")).expect(200);
        send(Call.delete("/images/" + id)).expect(200);
        send(Call.post("/upload?user_id=alice").body("image/png", new byte[]{1, 2, 3})).expect(415);
        send(Call.get("/health/ready")).expect(200);
        send(Call.head("/events")).expect(200);
        send(Call.get("/favourites/of/alice")).expect(404);
        send(Call.of("BREW", "/images")).expect(405);
        scrapeUntilACollection();
        // These metrics need no server.
        Map<String, String> postgres = Map.of(
                "DARKROOM_BLOBS", "s3", "DARKROOM_CATALOG", "postgres",
                "DARKROOM_POSTGRES_URL", "postgresql://darkroom@127.0.0.1:1/darkroom");
        try (Application other = start(folder.resolve("postgres"), postgres)) {
            samples.addAll(scrape(URI.create("http://127.0.0.1:" + other.port())));
        }
    }

    private void scrapeUntilACollection() {
        samples = scrape(address());
        // Collections are told of by a thread of the JVM, a moment after they ended.
        while (samples.stream().noneMatch(sample -> sample.name().equals("jvm_gc_pause_seconds_sum"))) {
            System.gc();
            samples = scrape(address());
        }
    }

    private static Application start(Path folder, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(
                Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.toString(), "DARKROOM_PREPARE_RENDITIONS", "false"));
        environment.putAll(more);
        return Application.start(Configuration.from(environment), "test", InstantSource.system());
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        throw new UnsupportedOperationException();
    }

    private Set<Sample> scrape(URI server) {
        String text = new String(fetch(server + "/metrics").expect(200).bytes(), StandardCharsets.UTF_8);
        return SAMPLE.matcher(text)
                .results()
                .map(line -> new Sample(line.group(1), labels(line)))
                .collect(toSet());
    }

    private static Map<String, String> labels(MatchResult line) {
        Map<String, String> labels = new HashMap<>();
        if (line.group(2) != null) {
            LABEL.matcher(line.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }

    private Set<String> values(String name, String... labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .map(sample -> String.join(" ", Arrays.stream(labels).map(sample.labels()::get).toList()))
                .collect(toSet());
    }

    @Test
    void requestsAreToldByRouteAndStatus() {
        assertThat(values("http_server_requests_seconds_count", "method", "route", "status")).contains(
                "POST /upload 201", "POST /upload 415", "POST /uploads 201", "PUT /blobs/{key} 200",
                "POST /uploads/{upload_id}/complete 201", "GET /images 200", "GET /images/{image_id} 200",
                "GET /images/{image_id}/content 302", "GET /blobs/{key} 200", "DELETE /images/{image_id} 200",
                "GET /health/ready 200", "GET none 404", "other none 405");
        assertThat(values("http_server_requests_seconds_count", "route")).as("a stream has no time")
                .doesNotContain("/events");
    }

    @Test
    void storeAndCatalogAreToldByOperation() {
        assertThat(values("darkroom_store_seconds_count", "operation", "outcome"))
                .contains("put ok", "open ok", "stat ok", "delete_all ok", "check ok");
        assertThat(values("darkroom_catalog_seconds_count", "operation", "outcome"))
                .contains("announce ok", "publish ok", "find ok", "list ok", "withdraw ok", "unfinished ok",
                        "check ok");
        assertThat(values("darkroom_idempotency_seconds_count", "operation", "outcome")).contains("remove_expired ok");
    }

    @Test
    void whatUseCasesDidIsTold() {
        assertThat(values("darkroom_use_case_seconds_count", "use_case", "result")).contains(
                "upload_image uploaded", "upload_image unsupported", "start_upload started", "receive_blob granted",
                "complete_upload completed", "fetch_blob found", "read_events ok", "reconcile report");
        assertThat(values("darkroom_upload_bytes_count", "way")).containsExactlyInAnyOrder("request", "direct");
        assertThat(values("darkroom_render_seconds_count", "operation", "outcome"))
                .contains("rendition ok", "placeholder ok");
        for (String metric : List.of("executor_queued_tasks", "executor_active_threads",
                "executor_completed_tasks_total",
                "executor_rejected_tasks_total")) {
            assertThat(values(metric, "name")).as(metric).containsExactlyInAnyOrder("render", "placeholder");
        }
    }

    @Test
    void connectionsToPostgresAreCounted() {
        assertThat(samples.stream().map(Sample::name).filter(name -> name.startsWith("hikaricp_")))
                .containsExactlyInAnyOrder(
                        "hikaricp_connections_max", "hikaricp_connections_active", "hikaricp_connections_idle",
                        "hikaricp_connections_pending");
        assertThat(values("hikaricp_connections_max", "pool")).containsExactly("postgresql");
    }

    @Test
    void eventsAreToldByReceiver() {
        assertThat(values("darkroom_webhook_events_total", "result"))
                .containsExactlyInAnyOrder("delivered", "failed", "dropped");
        assertThat(values("darkroom_webhook_waiting", "receiver")).singleElement().asString().startsWith("127-0-0-1-");
        assertThat(values("darkroom_webhook_oldest_seconds", "receiver")).hasSize(1);
    }

    @Test
    void nothingOfAUserIsALabel() {
        assertThat(samples).allSatisfy(
                sample -> assertThat(sample.labels().toString()).doesNotContain("alice", "kite", "BREW", "favourites"));
    }

    @Test
    void everyMetricAndLabelOfTheDashboardIsThere() throws IOException {
        Map<String, List<Sample>> byName = samples.stream().collect(groupingBy(Sample::name));
        Map<String, Set<String>> labels = samples.stream()
                .collect(groupingBy(Sample::name,
                        mapping(sample -> String.join(",", sample.labels().keySet()), toSet())));

        assertThat(expressions()).hasSizeGreaterThan(30).allSatisfy(expression -> {
            assertThat(SELECTOR.matcher(expression).results()).isNotEmpty().allSatisfy(selector -> {
                String name = selector.group(1);
                assertThat(byName).containsKey(name);
                Stream<String> wanted = Stream.concat(
                        MATCHER.matcher(selector.group(2)).results().map(matcher -> matcher.group(1)),
                        GROUPING.matcher(expression).results().flatMap(by -> Arrays.stream(by.group(1).split(", "))));
                assertThat(wanted.filter(label -> !label.equals(INSTANCE)))
                        .allSatisfy(label -> assertThat(labels.get(name)).anyMatch(
                                known -> List.of(known.split(",")).contains(label)));
                assertThat(MATCHER.matcher(selector.group(2)).results().filter(matcher -> matcher.group(2).equals("=")))
                        .allSatisfy(matcher -> assertThat(byName.get(name))
                                .anyMatch(sample -> matcher.group(3).equals(sample.labels().get(matcher.group(1)))));
            });
            String rest = GROUPING.matcher(SELECTOR.matcher(expression).replaceAll("")).replaceAll("");
            assertThat(Pattern.compile("[a-z_]+").matcher(rest).results().map(MatchResult::group))
                    .as("a metric without braces, or a function that this test does not know")
                    .isSubsetOf(FUNCTIONS);
        });
    }

    private static List<String> expressions() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(Path.of("..", "deploy", "grafana-dashboard.json").toFile());
        return dashboard.findValuesAsText("expr");
    }

    @Test
    void metricsCanBeSwitchedOff(@TempDir Path folder) {
        try (Application other = start(folder, Map.of("DARKROOM_METRICS", "off"))) {
            fetch("http://127.0.0.1:" + other.port() + "/metrics").expectProblem(404, "not_found");
        }
    }

    @Test
    void tokensThatAreTriedOutAreCounted(@TempDir Path folder) {
        Map<String, String> signIn = new HashMap<>(SIGN_IN);
        signIn.put("DARKROOM_RATE_LIMIT", "3");
        try (Application other = start(folder, signIn)) {
            String metrics = "http://127.0.0.1:" + other.port() + "/metrics";
            for (int i = 0; i < 3; i++) {
                fetch(metrics).expectProblem(401, "unauthenticated");
            }
            fetch(metrics).expectProblem(429, "rate_limited");
        }
    }

    @Test
    void withSignInMetricsCanBeOpen(@TempDir Path folder) {
        Map<String, String> signIn = new HashMap<>(SIGN_IN);
        signIn.put("DARKROOM_METRICS", "open");
        try (Application other = start(folder, signIn)) {
            fetch("http://127.0.0.1:" + other.port() + "/metrics").expect(200);
        }
    }
}
