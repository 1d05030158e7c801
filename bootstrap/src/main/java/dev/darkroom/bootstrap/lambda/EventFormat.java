package dev.darkroom.bootstrap.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Field;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** The forms in which a gateway hands over a request and takes the answer. */
enum EventFormat {
    /** Of REST APIs (API Gateway Developer Guide, "Input format of a Lambda function for proxy integration"). */
    V1 {
        @Override
        String method(JsonNode event) {
            return required(event, "httpMethod");
        }

        @Override
        String path(JsonNode event) {
            return required(event, "path");
        }

        // Made again: the event holds names and values only after decoding.
        @Override
        String query(JsonNode event) {
            StringJoiner query = new StringJoiner("&");
            namedValues(event, "multiValueQueryStringParameters", "queryStringParameters").forEach(
                    parameter -> query.add(encoded(parameter.name()) + "=" + encoded(parameter.value())));
            return query.toString();
        }

        @Override
        String source(JsonNode event) {
            return event.path("requestContext").path("identity").path("sourceIp").asText("");
        }

        @Override
        List<Field> fields(JsonNode event) {
            return namedValues(event, "multiValueHeaders", "headers").stream()
                    .map(header -> new Field(header.name(), header.value()))
                    .toList();
        }

        @Override
        void writeHeaders(Map<String, List<String>> headers, JsonGenerator json) throws IOException {
            json.writeObjectFieldStart("multiValueHeaders");
            for (Map.Entry<String, List<String>> header : headers.entrySet()) {
                json.writeArrayFieldStart(header.getKey());
                for (String value : header.getValue()) {
                    json.writeString(value);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
    },

    /**
     * Of HTTP APIs and function URLs (API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs";
     * AWS Lambda Developer Guide, "Invoking Lambda function URLs").
     */
    V2 {
        private static final String DEFAULT_STAGE = "$default";

        @Override
        String method(JsonNode event) {
            return required(event.path("requestContext").path("http"), "method");
        }

        // Every stage but the default one stands in front of the path.
        @Override
        String path(JsonNode event) {
            String stage = event.path("requestContext").path("stage").asText(DEFAULT_STAGE);
            String path = required(event, "rawPath");
            return stage.equals(DEFAULT_STAGE) ? path : without("/" + stage, path);
        }

        @Override
        String query(JsonNode event) {
            return event.path("rawQueryString").asText("");
        }

        @Override
        String source(JsonNode event) {
            return event.path("requestContext").path("http").path("sourceIp").asText("");
        }

        // Of a header that came several times the values are joined by commas, which means the same (RFC 9110, 5.2).
        @Override
        List<Field> fields(JsonNode event) {
            return event.path("headers").properties().stream()
                    .map(header -> new Field(header.getKey(), header.getValue().asText()))
                    .toList();
        }

        @Override
        void writeHeaders(Map<String, List<String>> headers, JsonGenerator json) throws IOException {
            json.writeObjectFieldStart("headers");
            for (Map.Entry<String, List<String>> header : headers.entrySet()) {
                json.writeStringField(header.getKey(), String.join(", ", header.getValue()));
            }
            json.writeEndObject();
        }
    };

    private static final JsonFactory JSON = new JsonFactory();

    /** About the connection through memory, or told by the gateway itself. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "date", "keep-alive", "transfer-encoding");

    /** @throws IllegalArgumentException when the event is in neither form */
    static EventFormat of(JsonNode event) {
        String version = event.path("version").asText("1.0");
        if (version.equals("2.0") && event.path("requestContext").path("http").has("method")) {
            return V2;
        }
        if (version.equals("1.0") && event.has("httpMethod")) {
            return V1;
        }
        throw new IllegalArgumentException(
                "This function answers events of API Gateway and of function URLs, and this is neither");
    }

    abstract String method(JsonNode event);

    /** The path without the stage; not always as it was sent: gateways decode some of it. */
    abstract String path(JsonNode event);

    /** The query without its question mark. */
    abstract String query(JsonNode event);

    /** The IP address of whoever called the gateway; empty when it is not told, as by a console that tries the function. */
    abstract String source(JsonNode event);

    abstract List<Field> fields(JsonNode event);

    abstract void writeHeaders(Map<String, List<String>> headers, JsonGenerator json) throws IOException;

    /** Writes the answer: text as it is, because not every gateway decodes base64 for every client, all else as base64. */
    void write(Response response, OutputStream out) throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Field field : response.fields()) {
            if (!OF_THE_CONNECTION.contains(field.name().toLowerCase(Locale.ROOT))) {
                headers.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(field.value());
            }
        }
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("statusCode", response.status());
            writeHeaders(headers, json);
            try {
                String text = StandardCharsets.UTF_8.newDecoder().decode(response.body().slice()).toString();
                json.writeStringField("body", text);
                json.writeBooleanField("isBase64Encoded", false);
            } catch (CharacterCodingException e) {
                byte[] bytes = new byte[response.body().remaining()];
                response.body().slice().get(bytes);
                json.writeBinaryField("body", bytes);
                json.writeBooleanField("isBase64Encoded", true);
            }
            json.writeEndObject();
        }
    }

    /** The path behind a prefix of whole segments, or the path as it is when it has another beginning. */
    static String without(String prefix, String path) {
        if (path.equals(prefix)) {
            return "/";
        }
        return path.startsWith(prefix + "/") ? path.substring(prefix.length()) : path;
    }

    private static String required(JsonNode node, String name) {
        if (!node.path(name).isTextual()) {
            throw new IllegalArgumentException("The event has no " + name);
        }
        return node.path(name).asText();
    }

    /** One name with one of its values. */
    private record NamedValue(String name, String value) {}

    /** What has several values for a name, or, from gateways and consoles that leave it out, what has the last one. */
    private static List<NamedValue> namedValues(JsonNode event, String multiple, String single) {
        List<NamedValue> values = new ArrayList<>();
        if (event.path(multiple).isObject()) {
            for (Map.Entry<String, JsonNode> entry : event.path(multiple).properties()) {
                entry.getValue().forEach(value -> values.add(new NamedValue(entry.getKey(), value.asText())));
            }
        } else {
            for (Map.Entry<String, JsonNode> entry : event.path(single).properties()) {
                values.add(new NamedValue(entry.getKey(), entry.getValue().asText()));
            }
        }
        return values;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
