package dev.darkroom.bootstrap.deploy;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.configuration.Variable;
import dev.darkroom.domain.model.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests in {@code deploy/kubernetes} agree with the service and with each other. That Kustomize and Kubernetes accept
 * them is checked by hand: {@code docs/kubernetes.md} says how.
 */
class KubernetesManifestsTest {
    private static final Path OPEN_API = Path.of(
            "..", "adapters-http", "src", "main", "resources", "dev", "darkroom", "adapter", "http", "web",
            "openapi.yaml");

    /** After {@code DARKROOM_STOP_DELAY}, a stop takes at most this long. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    private static final List<YamlNode> DOCUMENTS = Kustomization.files().stream()
            .flatMap(file -> YamlNode.documents(file).stream())
            .toList();

    private static final Pattern SAMPLE =
            Pattern.compile("^([a-z_]+)(?:\\{(.*)})? [-+0-9.eEINaf]+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}(?:\\[[^]]*])?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern ANNOTATION_LABEL = Pattern.compile("\\$labels\\.([a-z_]+)");
    private static final Set<String> FUNCTIONS =
            Set.of("sum", "max", "rate", "absent", "histogram_quantile", "min_over_time");
    /** Of Prometheus itself. */
    private static final Set<String> PROMETHEUS_LABELS = Set.of("job", "instance");

    /** One line of a scrape. */
    private record Sample(String name, Map<String, String> labels) {}

    private static List<YamlNode> ofKind(String... kinds) {
        return DOCUMENTS.stream()
                .filter(document -> List.of(kinds).contains(document.find("kind").map(YamlNode::text).orElse("")))
                .toList();
    }

    /** Complete workloads. Patches of workloads name no image. */
    private static List<YamlNode> workloads() {
        return ofKind("Deployment", "Job").stream()
                .filter(workload -> workload.find("spec", "template", "spec", "containers", "0", "image").isPresent())
                .toList();
    }

    private static YamlNode theOnly(String kind, String name) {
        List<YamlNode> found = ofKind(kind).stream()
                .filter(document -> document.text("metadata", "name").equals(name))
                .toList();
        assertThat(found).as(kind + " " + name).hasSize(1);
        return found.getFirst();
    }

    private static YamlNode server() {
        return workload("Deployment");
    }

    private static YamlNode workload(String kind) {
        return workloads().stream().filter(each -> each.text("kind").equals(kind)).findFirst().orElseThrow();
    }

    private static YamlNode patchOf(String overlay) {
        return YamlNode.document(Kustomization.ROOT.resolve("overlays").resolve(overlay).resolve("deployment.yaml"));
    }

    @Test
    void everyFileIsUsedAndEveryUsedFileExists() {
        List<Path> used = Kustomization.all().stream().flatMap(each -> each.references().stream()).toList();

        assertThat(used).isNotEmpty().allSatisfy(path -> assertThat(path).exists());
        assertThat(Kustomization.files())
                .filteredOn(file -> !file.endsWith("kustomization.yaml"))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(used).contains(file.normalize()));
    }

    @Test
    void everyVariableIsOneOfTheService() {
        Set<String> known = Arrays.stream(Variable.values()).map(Variable::name).collect(toSet());

        assertThat(Kustomization.all()).hasSizeGreaterThan(8)
                .allSatisfy(each -> assertThat(known).containsAll(each.variables().keySet()));
        assertThat(workloads().stream().flatMap(
                workload -> workload.items("spec", "template", "spec", "containers", "0", "env").stream()))
                .as("variables belong into the ConfigMap, or into a patch").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/embedded", "overlays/aws", "overlays/postgres", "components/sign-in",
        "components/ingress", "example"})
    void everyValueIsAccepted(String folder, @TempDir Path spool) throws Exception {
        Map<String, String> variables =
                new HashMap<>(new Kustomization(Kustomization.ROOT.resolve(folder)).variables());
        Path url = Files.writeString(spool.resolve("url"), "postgresql://darkroom@postgres.example.com/darkroom");
        variables.computeIfPresent("DARKROOM_SPOOL_DIR", (_, _) -> spool.toString());
        variables.computeIfPresent("DARKROOM_POSTGRES_URL_FILE", (_, _) -> url.toString());

        assertThat(Configuration.from(variables).ignored()).isEmpty();
    }

    @Test
    void aChangedVariableOfTheExampleIsInEffect() {
        assertThat(new Kustomization(Kustomization.ROOT.resolve("example")).variables())
                .containsEntry("DARKROOM_PUBLIC_URL", "https://pictures.example.org")
                .containsEntry("DARKROOM_JWT_ISSUER", "https://login.example.org/")
                .containsEntry("DARKROOM_METRICS", "open")
                .containsEntry("DARKROOM_STORAGE", "aws");
    }

    @Test
    void theVersionOfTheImageIsInOnePlace() {
        assertThat(Kustomization.all().stream().flatMap(each -> each.content().items("images").stream())
                .filter(image -> image.find("newTag").isPresent()))
                .singleElement()
                .satisfies(image -> assertThat(image.text("name")).isEqualTo("darkroom"));
        assertThat(workloads()).hasSize(2).allSatisfy(
                workload -> assertThat(workload.text("spec", "template", "spec", "containers", "0", "image"))
                        .isEqualTo("darkroom"));
        assertThat(new Kustomization(Kustomization.ROOT.resolve("overlays/postgres")).references())
                .contains(Kustomization.ROOT.resolve("overlays/aws").normalize());
        for (String overlay : List.of("embedded", "aws")) {
            assertThat(new Kustomization(Kustomization.ROOT.resolve("overlays").resolve(overlay)).references())
                    .contains(Kustomization.ROOT.resolve("components/version").normalize());
        }
    }

    @Test
    void everyPodMeetsTheRestrictedPodSecurityStandard() {
        assertThat(workloads()).hasSize(2).allSatisfy(workload -> {
            YamlNode pod = workload.at("spec", "template", "spec");
            assertThat(pod.at("securityContext").value()).isEqualTo(Map.of(
                    "runAsNonRoot", true, "runAsUser", 10001, "runAsGroup", 10001, "fsGroup", 10001,
                    "fsGroupChangePolicy", "OnRootMismatch", "seccompProfile", Map.of("type", "RuntimeDefault")));
            assertThat(pod.entries()).containsEntry("automountServiceAccountToken", "false")
                    .containsEntry("enableServiceLinks", "false");
            assertThat(pod.items("containers")).isNotEmpty().allSatisfy(
                    container -> assertThat(container.at("securityContext").value()).isEqualTo(Map.of(
                            "allowPrivilegeEscalation", false, "readOnlyRootFilesystem", true,
                            "capabilities", Map.of("drop", List.of("ALL")))));
        });
        assertThat(ofKind("Deployment", "Job")).filteredOn(document -> !workloads().contains(document))
                .as("patches of workloads")
                .hasSizeGreaterThan(2)
                .noneSatisfy(patch -> assertThat(patch.value().toString()).contains("securityContext"));
        assertThat(ofKind("ServiceAccount")).hasSize(2)
                .allSatisfy(account -> assertThat(account.text("automountServiceAccountToken")).isEqualTo("false"));
    }

    @Test
    void everyContainerHasRequestsAndLimits() {
        assertThat(workloads()).hasSize(2)
                .flatExtracting(workload -> workload.items("spec", "template", "spec", "containers"))
                .isNotEmpty()
                .allSatisfy(container -> {
                    Map<String, String> requests = container.at("resources").entries("requests");
                    Map<String, String> limits = container.at("resources").entries("limits");
                    assertThat(requests).containsOnlyKeys("cpu", "memory", "ephemeral-storage");
                    assertThat(limits).containsOnlyKeys("cpu", "memory", "ephemeral-storage");
                    // What is not requested may be missing on the node when it is needed, and then the Pod is evicted.
                    assertThat(requests.get("memory")).isEqualTo(limits.get("memory"));
                    assertThat(requests.get("ephemeral-storage")).isEqualTo(limits.get("ephemeral-storage"));
                });
    }

    @Test
    void everyProbeRequestsARouteOfTheServer() {
        YamlNode container = server().at("spec", "template", "spec", "containers", "0");
        Map<String, String> probes = Map.of(
                "startupProbe", "/health/live", "livenessProbe", "/health/live", "readinessProbe", "/health/ready");

        probes.forEach((probe, path) -> {
            assertThat(container.text(probe, "httpGet", "path")).isEqualTo(path);
            assertThat(container.text(probe, "httpGet", "port")).isEqualTo(container.text("ports", "0", "name"));
            assertThat(YamlNode.document(OPEN_API).find("paths", path, "get")).as(path).isPresent();
        });
        assertThat(container.text("ports", "0", "containerPort")).isEqualTo(Variable.PORT.fallback());
    }

    @Test
    void gracePeriodIsLongerThanTheLongestStop() {
        long delaySeconds = Long.parseLong(
                new Kustomization(Kustomization.ROOT.resolve("base")).variables().getOrDefault("DARKROOM_STOP_DELAY",
                        ""));

        assertThat(delaySeconds).isPositive();
        assertThat(Duration.ofSeconds(Long.parseLong(
                server().text("spec", "template", "spec", "terminationGracePeriodSeconds"))))
                .isGreaterThan(LONGEST_STOP.plusSeconds(delaySeconds));
    }

    @Test
    void spoolHasRoomForAllUploadsAtATime() {
        YamlNode pod = patchOf("aws").at("spec", "template", "spec");
        Map<String, String> variables = new Kustomization(Kustomization.ROOT.resolve("overlays/aws")).variables();
        long uploads = Long.parseLong(variables.getOrDefault("DARKROOM_MAX_CONCURRENT_UPLOADS", ""))
                * defaultOf(Variable.DARKROOM_MAX_UPLOAD_BYTES);
        long directUploads = 4 * defaultOf(Variable.DARKROOM_MAX_DIRECT_UPLOAD_BYTES);

        assertThat(pod.text("volumes", "0", "name")).isEqualTo("spool");
        assertThat(pod.find("volumes", "0", "emptyDir", "medium")).as("memory instead of a disk").isEmpty();
        assertThat(pod.text("containers", "0", "volumeMounts", "0", "name")).isEqualTo("spool");
        assertThat(pod.text("containers", "0", "volumeMounts", "0", "mountPath"))
                .isEqualTo(variables.get("DARKROOM_SPOOL_DIR"));
        long spool = gibibytes(pod.text("volumes", "0", "emptyDir", "sizeLimit"));
        assertThat(spool).isGreaterThan(uploads + directUploads);
        assertThat(gibibytes(pod.text("containers", "0", "resources", "limits", "ephemeral-storage")))
                .isGreaterThan(spool);
    }

    private static long defaultOf(Variable variable) {
        return Long.parseLong(String.valueOf(variable.fallback()));
    }

    private static long gibibytes(String quantity) {
        assertThat(quantity).matches("[0-9]+Gi");
        return Long.parseLong(quantity.substring(0, quantity.length() - 2)) << 30;
    }

    @Test
    void onlyOnePodAtATimeUsesTheVolume() {
        YamlNode spec = patchOf("embedded").at("spec");

        assertThat(spec.text("replicas")).isEqualTo("1");
        assertThat(spec.at("strategy").value()).isEqualTo(Map.of("type", "Recreate"));
        assertThat(spec.text("template", "spec", "volumes", "0", "persistentVolumeClaim", "claimName"))
                .isEqualTo(ofKind("PersistentVolumeClaim").getFirst().text("metadata", "name"));
        assertThat(ofKind("HorizontalPodAutoscaler").getFirst().where()).contains("aws");
    }

    @Test
    void anUpdateOverS3AndDynamoDbTakesNoReadyPodAway() {
        YamlNode spec = patchOf("aws").at("spec");

        assertThat(spec.at("strategy").value()).isEqualTo(Map.of(
                "type", "RollingUpdate", "rollingUpdate", Map.of("maxUnavailable", 0, "maxSurge", 1)));
        assertThat(spec.find("replicas")).as("would undo what the autoscaler did").isEmpty();
        YamlNode autoscaler = theOnly("HorizontalPodAutoscaler", "darkroom").at("spec");
        assertThat(autoscaler.text("scaleTargetRef", "name")).isEqualTo(server().text("metadata", "name"));
        assertThat(Integer.parseInt(autoscaler.text("minReplicas"))).isGreaterThan(1);
        assertThat(theOnly("PodDisruptionBudget", "darkroom").text("spec", "maxUnavailable")).isEqualTo("1");
    }

    @Test
    void serverAndJobReadTheUrlOfPostgresFromSecretsOfTheirOwn() {
        Path overlay = Kustomization.ROOT.resolve("overlays/postgres");
        String file = new Kustomization(overlay).variables().getOrDefault("DARKROOM_POSTGRES_URL_FILE", "");

        Map.of("deployment.yaml", "darkroom-postgres", "provision.yaml", "darkroom-postgres-owner")
                .forEach((patch, secret) -> {
                    YamlNode pod = YamlNode.document(overlay.resolve(patch)).at("spec", "template", "spec");
                    YamlNode volume = pod.at("volumes", "0");
                    assertThat(volume.text("secret", "secretName")).isEqualTo(secret);
                    assertThat(volume.at("secret", "defaultMode").value()).isEqualTo(0440);
                    YamlNode mount = pod.at("containers", "0", "volumeMounts", "0");
                    assertThat(mount.text("name")).isEqualTo(volume.text("name"));
                    assertThat(file).isEqualTo(mount.text("mountPath") + "/url");
                });
    }

    /** A Pod opens at most 16 connections. By default, a server accepts 100 and keeps three for superusers. */
    @Test
    void allPodsAndTheJobFitIntoTheConnectionsOfPostgres() {
        YamlNode patch = YamlNode.document(Kustomization.ROOT.resolve("overlays/postgres/kustomization.yaml"))
                .items("patches").stream()
                .filter(each -> each.find("target", "kind").map(YamlNode::text).orElse("").startsWith("Horizontal"))
                .findFirst().orElseThrow();
        int surge = Integer.parseInt(patchOf("aws").text("spec", "strategy", "rollingUpdate", "maxSurge"));

        assertThat(patch.text("patch")).isEqualTo("""
                - op: replace
                  path: /spec/maxReplicas
                  value: 5""");
        assertThat((5 + surge) * 16 + 1).isLessThanOrEqualTo(100 - 3);
    }

    @Test
    void everySelectorSelectsTheServerAndOnlyThePolicySelectsTheJob() {
        Map<String, String> labels = server().entries("spec", "template", "metadata", "labels");
        Map<String, String> jobLabels =
                workload("Job").entries("spec", "template", "metadata", "labels");
        YamlNode service = theOnly("Service", "darkroom");

        List<Map<String, String>> ofServer = Stream.concat(
                Stream.of(
                        server().entries("spec", "selector", "matchLabels"),
                        service.entries("spec", "selector"),
                        theOnly("PodDisruptionBudget", "darkroom").entries("spec", "selector", "matchLabels")),
                patchOf("aws").items("spec", "template", "spec", "topologySpreadConstraints").stream()
                        .map(constraint -> constraint.entries("labelSelector", "matchLabels")))
                .toList();
        assertThat(ofServer).hasSize(5).allSatisfy(selector -> {
            assertThat(selector).isNotEmpty();
            assertThat(labels).containsAllEntriesOf(selector);
            assertThat(jobLabels.entrySet().containsAll(selector.entrySet())).isFalse();
        });
        Map<String, String> ofPolicy =
                theOnly("NetworkPolicy", "darkroom").entries("spec", "podSelector", "matchLabels");
        assertThat(labels).containsAllEntriesOf(ofPolicy);
        assertThat(jobLabels).containsAllEntriesOf(ofPolicy);
        YamlNode monitor = theOnly("ServiceMonitor", "darkroom").at("spec");
        assertThat(service.entries("metadata", "labels"))
                .containsAllEntriesOf(monitor.entries("selector", "matchLabels"));
        assertThat(monitor.text("endpoints", "0", "port")).isEqualTo(service.text("spec", "ports", "0", "name"));
        assertThat(YamlNode.document(OPEN_API).find("paths", monitor.text("endpoints", "0", "path"))).isPresent();
    }

    @Test
    void theIngressPassesEveryRouteOnExceptTheMetrics() {
        List<YamlNode> passed = theOnly("Ingress", "darkroom").items("spec", "rules", "0", "http", "paths");

        assertThat(YamlNode.document(OPEN_API).entries("paths").keySet()).hasSizeGreaterThan(12)
                .allSatisfy(route -> assertThat(passed.stream().anyMatch(path -> passes(path, route)))
                        .as(route)
                        .isEqualTo(!route.equals("/metrics")));
        assertThat(passed).allSatisfy(path -> assertThat(YamlNode.document(OPEN_API).entries("paths").keySet())
                .anyMatch(route -> passes(path, route)));
    }

    private static boolean passes(YamlNode path, String route) {
        String prefix = path.text("path");
        return switch (path.text("pathType")) {
            case "Exact" -> route.equals(prefix);
            case "Prefix" -> (route + "/").startsWith(prefix + "/");
            default -> throw new AssertionError(path.where());
        };
    }

    @Test
    void secretsAreReferencesAndFiles() {
        assertThat(ofKind("Secret")).isEmpty();
        YamlNode pod = YamlNode.document(Kustomization.ROOT.resolve("components/sign-in-secret/deployment.yaml"))
                .at("spec", "template", "spec");
        String file = new Kustomization(Kustomization.ROOT.resolve("components/sign-in-secret")).variables()
                .getOrDefault("DARKROOM_JWT_SECRET_FILE", "");

        assertThat(pod.text("containers", "0", "volumeMounts", "0", "name"))
                .isEqualTo(pod.text("volumes", "0", "name"));
        assertThat(file).isEqualTo(pod.text("containers", "0", "volumeMounts", "0", "mountPath") + "/jwt-secret");
        assertThat(pod.at("volumes", "0", "secret", "defaultMode").value()).isEqualTo(0440);
        assertThat(Kustomization.all()).allSatisfy(each -> assertThat(each.variables().keySet())
                .noneMatch(name -> name.matches(".*(SECRET|TOKEN|PASSWORD|ACCESS_KEY)")));
    }

    @Test
    void everyMetricAndLabelOfTheAlertsIsThere() {
        Map<String, List<Sample>> samples = scrape();
        List<YamlNode> alerts = theOnly("PrometheusRule", "darkroom").items("spec", "groups", "0", "rules");

        assertThat(alerts).hasSizeGreaterThan(8).allSatisfy(alert -> {
            String expression = alert.text("expr");
            assertThat(SELECTOR.matcher(expression).results()).isNotEmpty().allSatisfy(selector -> {
                assertThat(samples).containsKey(selector.group(1));
                List<Sample> series = samples.getOrDefault(selector.group(1), List.of());
                Stream<String> wanted = Stream.of(
                        MATCHER.matcher(selector.group(2)).results().map(matcher -> matcher.group(1)),
                        GROUPING.matcher(expression).results().flatMap(by -> Arrays.stream(by.group(1).split(", "))),
                        ANNOTATION_LABEL.matcher(alert.text("annotations", "summary")).results()
                                .map(label -> label.group(1)))
                        .flatMap(labels -> labels);
                assertThat(wanted.filter(label -> !PROMETHEUS_LABELS.contains(label)))
                        .allSatisfy(label -> assertThat(series)
                                .anyMatch(sample -> sample.labels().containsKey(label)));
                assertThat(MATCHER.matcher(selector.group(2)).results()
                        .filter(matcher -> matcher.group(2).equals("="))
                        .filter(matcher -> !PROMETHEUS_LABELS.contains(matcher.group(1))))
                        .allSatisfy(matcher -> assertThat(series)
                                .anyMatch(sample -> matcher.group(3).equals(sample.labels().get(matcher.group(1)))));
            });
            String rest = GROUPING.matcher(SELECTOR.matcher(expression).replaceAll("")).replaceAll("");
            assertThat(Pattern.compile("[a-z_]+").matcher(rest).results().map(MatchResult::group))
                    .as("a metric without braces, or a function that this test does not know")
                    .isSubsetOf(FUNCTIONS);
            assertThat(alert.text("labels", "severity")).isIn("critical", "warning");
        });
        assertThat(alerts.stream().map(alert -> alert.text("alert"))).doesNotHaveDuplicates();
    }

    /** The metrics of a service that has had one event of each kind. */
    private static Map<String, List<Sample>> scrape() {
        try (Meters meters = new Meters("test");
                ThreadPoolExecutor threads =
                        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>())) {
            meters.request("GET", "/images", 200).record(Duration.ofMillis(1));
            for (String port : List.of("store", "catalog")) {
                PortCalls calls = new PortCalls(meters, Tracing.OFF, port);
                calls.timed("check", () -> {});
                fail(calls, new StorageException.Unavailable("a failure of this test", null));
                fail(calls, new StorageException.Corrupted("a failure of this test", null));
            }
            meters.executor("render", threads);
            meters.connections("pending", "Threads that wait for a connection", "postgresql", () -> 1);
            meters.workerKills("memory").increment();
            return SAMPLE.matcher(meters.scrape())
                    .results()
                    .map(line -> new Sample(line.group(1), labels(line)))
                    .collect(groupingBy(Sample::name));
        }
    }

    private static void fail(PortCalls calls, StorageException failure) {
        try {
            calls.timed("open", (Runnable) () -> {
                throw failure;
            });
        } catch (StorageException expected) {
            assertThat(expected).isSameAs(failure);
        }
    }

    private static Map<String, String> labels(MatchResult line) {
        Map<String, String> labels = new HashMap<>();
        if (line.group(2) != null) {
            LABEL.matcher(line.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }

    @Test
    void theDocumentationNamesEveryOverlayAndComponent() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "kubernetes.md"));

        assertThat(Kustomization.all())
                .extracting(each -> Kustomization.ROOT.relativize(each.folder()).toString().replace('\\', '/'))
                .allSatisfy(folder -> assertThat(page).contains("`" + folder + "`"));
    }
}
