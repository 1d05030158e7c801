package dev.darkroom.bootstrap.suite;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a receiver of traces gets. A service that was closed has sent everything. */
class TraceIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    @TempDir
    Path folder;

    /** A service that sends its traces somewhere. */
    private record Service(Application application) implements Steps, AutoCloseable {
        static Service start(Path folder, URI receiver) {
            return new Service(Application.start(
                    Configuration.from(Map.of(
                            "PORT", "0",
                            "DARKROOM_DATA_DIR", folder.toString(), "DARKROOM_PREPARE_RENDITIONS", "false",
                            "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.toString(),
                            "OTEL_EXPORTER_OTLP_HEADERS", "api-key=the-key",
                            "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")),
                    "1.2.3",
                    InstantSource.system()));
        }

        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + application.port());
        }

        @Override
        public Set<String> objectKeys() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            application.close();
        }
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(toMap(KeyValue::getKey, attribute -> attribute.getValue().hasIntValue()
                        ? Long.toString(attribute.getValue().getIntValue())
                        : attribute.getValue().getStringValue()));
    }

    @Test
    void anUploadIsOneTraceDownToTheStore() throws Exception {
        try (TraceReceiver receiver = new TraceReceiver()) {
            try (Service service = Service.start(folder, receiver.address())) {
                service.send(Call.post("/upload?user_id=alice&title=secret")
                        .body("image/png", Photographs.png(40, 30, 2))
                        .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")).expect(201);
            }

            List<Span> spans = receiver.spans()
                    .stream()
                    .filter(span -> hex(span.getTraceId()).equals(TRACE))
                    .toList();
            // The placeholder is made on another thread, perhaps after the answer.
            assertThat(spans).extracting(Span::getName).contains(
                    "POST /upload", "UploadImage", "catalog announce", "store put", "catalog publish");
            Span request = named("POST /upload", spans);
            assertThat(hex(request.getParentSpanId())).isEqualTo(CALLER);
            assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(attributes(request.getAttributesList()))
                    .containsEntry("http.request.method", "POST")
                    .containsEntry("http.route", "/upload")
                    .containsEntry("http.response.status_code", "201");
            Span upload = named("UploadImage", spans);
            assertThat(upload.getParentSpanId()).isEqualTo(request.getSpanId());
            for (String call : List.of("catalog announce", "store put", "catalog publish")) {
                assertThat(named(call, spans).getParentSpanId()).as(call).isEqualTo(upload.getSpanId());
            }
            assertThat(receiver.received.toString()).doesNotContain("alice", "secret");
            assertThat(receiver.received).allSatisfy(
                    resource -> assertThat(attributes(resource.getResource().getAttributesList()))
                            .containsEntry("service.name", "darkroom")
                            .containsEntry("service.version", "1.2.3")
                            .containsEntry("deployment.environment.name", "test"));
            assertThat(receiver.apiKeys).containsOnly("the-key");
        }
    }

    @Test
    void renditionsAndFailuresAreToldWithinTheirRequest() throws Exception {
        try (TraceReceiver receiver = new TraceReceiver()) {
            try (Service service = Service.start(folder, receiver.address())) {
                String id = service.uploaded("alice", Photographs.jpeg(640, 400, 1)).path("image_id").asText();
                service.send(Call.get("/images/" + id + "/content?rendition=small")).expect(302);
            }

            List<Span> spans = receiver.spans();
            Span request = named("GET /images/{image_id}/content", spans);
            Span view = named("ViewImage", spans);
            assertThat(view.getParentSpanId()).isEqualTo(request.getSpanId());
            // On another thread.
            assertThat(named("render rendition", spans).getParentSpanId()).isEqualTo(view.getSpanId());
            assertThat(named("catalog unfinished", spans).getTraceId()).isNotEqualTo(request.getTraceId());
        }
    }

    private static Span named(String name, List<Span> spans) {
        return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void theLogLinesOfARequestHaveItsTrace() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.darkroom.access");
        ListAppender<ILoggingEvent> log = new ListAppender<>() {
            @Override
            protected void append(ILoggingEvent event) {
                event.prepareForDeferredProcessing();
                super.append(event);
            }
        };
        log.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(log);
        // Nobody listens there, which is no trouble of the client.
        try (Service service = Service.start(folder, URI.create("http://127.0.0.1:1"))) {
            service.send(Call.get("/images").header("traceparent", "00-" + TRACE + "-" + CALLER + "-00")).expect(200);
            service.send(Call.get("/images").header("traceparent", "garbage")).expect(200);
        } finally {
            logger.detachAppender(log);
            logger.setAdditive(true);
            logger.setLevel(null);
        }

        assertThat(log.list).extracting(event -> event.getMDCPropertyMap().get("trace_id")).satisfiesExactly(
                given -> assertThat(given).isEqualTo(TRACE),
                made -> assertThat(made).matches("[0-9a-f]{32}").isNotEqualTo(TRACE));
    }
}
