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

/** The payload formats of gateway events and results. */
enum EventFormat {
    /** REST APIs (API Gateway Developer Guide, "Input format of a Lambda function for proxy integration"). */
    V1 {
        @Override
        String method(JsonNode event) {
            return required(event, "httpMethod");
        }

        @Override
        String path(JsonNode event) {
            return required(event, "path");
        }

        // Encoded again: the event contains decoded names and values only.
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
     * HTTP APIs and function URLs (API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs";
     * AWS Lambda Developer Guide, "Invoking Lambda function URLs").
     */
    V2 {
        private static final String DEFAULT_STAGE = "$default";

        @Override
        String method(JsonNode event) {
            return required(event.path("requestContext").path("http"), "method");
        }

        // The path begins with the name of the stage, unless it is the default stage.
        @Override
        String path(JsonNode event) {
            String stage = event.path("requestContext").path("stage").asText(DEFAULT_STAGE);
            String path = required(event, "rawPath");
            return stage.equals(DEFAULT_STAGE) ? path : removePrefix("/" + stage, path);
        }

        @Override
        String query(JsonNode event) {
            return event.path("rawQueryString").asText("");
        }

        @Override
        String source(JsonNode event) {
            return event.path("requestContext").path("http").path("sourceIp").asText("");
        }

        // The values of a repeated header are joined by commas, which is equivalent (RFC 9110, section 5.2).
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

    /** Headers of the in-memory connection, or headers that the gateway sets itself. */
    private static final Set<String> CONNECTION_HEADERS =
            Set.of("connection", "date", "keep-alive", "transfer-encoding");

    /** @throws IllegalArgumentException if the event has neither format */
    static EventFormat of(JsonNode event) {
        String version = event.path("version").asText("1.0");
        if (version.equals("2.0") && event.path("requestContext").path("http").has("method")) {
            return V2;
        }
        if (version.equals("1.0") && event.has("httpMethod")) {
            return V1;
        }
        throw new IllegalArgumentException(
                "The event is not an HTTP request from API Gateway or a function URL");
    }

    abstract String method(JsonNode event);

    /** The path without the stage. Gateways decode parts of it, so it can differ from the path that was sent. */
    abstract String path(JsonNode event);

    /** The query without the question mark. */
    abstract String query(JsonNode event);

    /** The IP address of the client of the gateway. Empty if the event has none, for example in a test event from the console. */
    abstract String source(JsonNode event);

    abstract List<Field> fields(JsonNode event);

    abstract void writeHeaders(Map<String, List<String>> headers, JsonGenerator json) throws IOException;

    /** Writes the result. Text is not encoded, because some gateways do not decode base64 for all clients. All else is base64. */
    void write(Response response, OutputStream out) throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Field field : response.fields()) {
            if (!CONNECTION_HEADERS.contains(field.name().toLowerCase(Locale.ROOT))) {
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

    /** Removes a prefix of whole segments. Returns a path without the prefix unchanged. */
    static String removePrefix(String prefix, String path) {
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

    /** A name and one of its values. */
    private record NamedValue(String name, String value) {}

    /** Reads the member with several values for a name, or, if the event has none, the member with only the last value. */
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
