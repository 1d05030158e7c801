package dev.darkroom.bootstrap.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The kinds of gateways: convert a request to an event and a result to a response, as the documentation of AWS describes. */
public enum GatewayKind {
    /** A REST API that declares all media types as binary, which the service requires. */
    REST_API {
        @Override
        ObjectNode event(Received received) {
            ObjectNode event = JSON.createObjectNode();
            event.put("resource", "/{proxy+}").put("path", received.path()).put("httpMethod", received.method());
            put(event, "multiValueHeaders", "headers", received.headers());
            put(event, "multiValueQueryStringParameters", "queryStringParameters", received.parameters());
            event.putObject("pathParameters").put("proxy", received.path().substring(1));
            event.putNull("stageVariables");
            event.putObject("requestContext")
                    .put("stage", "prod")
                    .put("path", "/prod" + received.path())
                    .put("httpMethod", received.method())
                    .put("protocol", "HTTP/1.1")
                    .put("domainName", HOST)
                    .put("apiId", "1234567890");
            return body(event, received, true);
        }
    },

    HTTP_API {
        @Override
        ObjectNode event(Received received) {
            return version2(received, "live", "/live" + received.path());
        }
    },

    FUNCTION_URL {
        @Override
        ObjectNode event(Received received) {
            return version2(received, "$default", received.path());
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOST = "pictures.example.com";

    abstract ObjectNode event(Received received);

    /** A request that the gateway received. */
    record Received(
            String method, String path, String query, Map<String, List<String>> headers, ByteBuffer body) {
        Map<String, List<String>> parameters() {
            Map<String, List<String>> parameters = new TreeMap<>();
            for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
                String[] parts = parameter.split("=", 2);
                parameters.computeIfAbsent(decoded(parts[0]), _ -> new ArrayList<>())
                        .add(parts.length == 1 ? "" : decoded(parts[1]));
            }
            return parameters;
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        }
    }

    /**
     * Converts a request to an event.
     *
     * @param target path and query
     * @param headers alternating names and values
     */
    public byte[] event(String method, String target, String[] headers, byte[] body) throws IOException {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Host", List.of(HOST));
        all.put("X-Forwarded-Proto", List.of("https"));
        if (body.length > 0) {
            all.put("Content-Length", List.of(Integer.toString(body.length)));
        }
        for (int i = 0; i < headers.length; i += 2) {
            all.computeIfAbsent(headers[i], _ -> new ArrayList<>()).add(headers[i + 1]);
        }
        int mark = target.indexOf('?');
        return JSON.writeValueAsBytes(
                event(
                        new Received(
                                method,
                                mark < 0 ? target : target.substring(0, mark),
                                mark < 0 ? "" : target.substring(mark + 1),
                                all,
                                ByteBuffer.wrap(body))));
    }

    /** A response that the gateway sends to the client. */
    public static final class Sent {
        private final int status;
        private final HttpHeaders headers;
        private final byte[] body;

        private Sent(int status, HttpHeaders headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        public int status() {
            return status;
        }

        public HttpHeaders headers() {
            return headers;
        }

        public byte[] body() {
            return body;
        }
    }

    /** Converts a result to a response. */
    public Sent response(byte[] result) throws IOException {
        JsonNode json = JSON.readTree(result);
        Map<String, List<String>> headers = new TreeMap<>();
        json.path("headers")
                .properties()
                .forEach(header -> headers.put(header.getKey(), List.of(header.getValue().asText())));
        json.path("multiValueHeaders").properties().forEach(header -> {
            List<String> values = new ArrayList<>();
            header.getValue().forEach(value -> values.add(value.asText()));
            headers.put(header.getKey(), values);
        });
        String body = json.path("body").asText("");
        return new Sent(
                json.path("statusCode").asInt(),
                HttpHeaders.of(headers, (_, _) -> true),
                json.path("isBase64Encoded").asBoolean()
                        ? Base64.getDecoder().decode(body)
                        : body.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode version2(Received received, String stage, String rawPath) {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0").put("routeKey", "$default").put("rawPath", rawPath);
        event.put("rawQueryString", received.query());
        ObjectNode headers = event.putObject("headers");
        received.headers()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        ObjectNode parameters = JSON.createObjectNode();
        received.parameters().forEach((name, values) -> parameters.put(name, String.join(",", values)));
        if (!parameters.isEmpty()) {
            event.set("queryStringParameters", parameters);
        }
        ObjectNode context = event.putObject("requestContext");
        context.put("apiId", "1234567890").put("domainName", HOST).put("stage", stage);
        context.putObject("http")
                .put("method", received.method())
                .put("path", rawPath)
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", "192.0.2.1");
        String type = String.join("", received.headers().getOrDefault("Content-Type", List.of()));
        return body(event, received, !(type.startsWith("text/") || type.startsWith("application/json")));
    }

    private static ObjectNode body(ObjectNode event, Received received, boolean binary) {
        byte[] bytes = received.body().array();
        if (bytes.length == 0) {
            return event.put("isBase64Encoded", false);
        }
        return event.put("body",
                binary ? Base64.getEncoder().encodeToString(bytes) : new String(bytes, StandardCharsets.UTF_8))
                .put("isBase64Encoded", binary);
    }

    private static void put(ObjectNode event, String multiple, String single, Map<String, List<String>> values) {
        if (values.isEmpty()) {
            event.putNull(multiple).putNull(single);
            return;
        }
        ObjectNode all = event.putObject(multiple);
        ObjectNode last = event.putObject(single);
        values.forEach((name, list) -> {
            ArrayNode array = all.putArray(name);
            list.forEach(array::add);
            last.put(name, list.getLast());
        });
    }
}
