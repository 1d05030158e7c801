package dev.darkroom.adapter.http.testkit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import dev.darkroom.adapter.http.testkit.OpenApiDocument.Operation;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares requests and responses with {@code openapi.yaml}. A status, header, media type, field or code that is not in the document is a
 * mistake, and so is one that is missing or invalid. A request must be valid only if it is not refused. Thread-safe.
 */
public final class OpenApiContract {
    /** The contract of this service. */
    public static final OpenApiContract OF_THE_SERVICE = new OpenApiContract(OpenApiDocument.ofTheService());

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Headers of the message or the connection, not of the operation. */
    private static final Set<String> OF_EVERY_MESSAGE =
            Set.of("connection", "content-length", "content-type", "date", "transfer-encoding");

    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");
    private static final Pattern PART =
            Pattern.compile("(?s).*?[; ]name=\"([^\"]*)\".*?\r\n\r\n(.*)\r\n", Pattern.CASE_INSENSITIVE);

    private final OpenApiDocument document;

    private OpenApiContract(OpenApiDocument document) {
        this.document = document;
    }

    /** The document itself. */
    public OpenApiDocument document() {
        return document;
    }

    /** @throws AssertionError if the exchange differs from the document, with all differences */
    public void check(Exchange exchange) {
        List<String> mistakes = mistakesOfAnswer(exchange);
        if (exchange.status() < 400) {
            mistakes.addAll(mistakesOfRequest(exchange));
        }
        failWith(mistakes, exchange);
    }

    /**
     * Checks the response only.
     *
     * @throws AssertionError if the response differs from the document, with all differences
     */
    public void checkAnswer(Exchange exchange) {
        failWith(mistakesOfAnswer(exchange), exchange);
    }

    private static void failWith(List<String> mistakes, Exchange exchange) {
        if (!mistakes.isEmpty()) {
            throw new AssertionError(
                    "Not as openapi.yaml says:\n- " + String.join("\n- ", mistakes) + "\nin\n" + exchange);
        }
    }

    private List<String> mistakesOfAnswer(Exchange exchange) {
        List<String> mistakes = new ArrayList<>();
        // A preflight request is answered before it reaches an operation.
        Optional<Operation> operation = exchange.headers().firstValue("Access-Control-Allow-Methods").isPresent()
                ? Optional.empty()
                : document.operation(exchange.honouredMethod(), exchange.path());
        JsonNode answer = document.answer(operation, exchange.status());
        if (answer.isMissingNode()) {
            mistakes.add("%s does not answer %d".formatted(
                    operation.map(Operation::toString).orElse("What is no operation"), exchange.status()));
        } else {
            checkHeaders(answer, exchange, mistakes);
            checkBody(answer, exchange, mistakes);
        }
        return mistakes;
    }

    private List<String> mistakesOfRequest(Exchange exchange) {
        List<String> mistakes = new ArrayList<>();
        document.operation(exchange.honouredMethod(), exchange.path()).ifPresent(asked -> {
            checkParameters(asked, exchange.query(), exchange.requestHeaders(), mistakes);
            checkRequestBody(asked, exchange, mistakes);
        });
        return mistakes;
    }

    private void checkHeaders(JsonNode answer, Exchange exchange, List<String> mistakes) {
        Map<String, JsonNode> documented = new LinkedHashMap<>();
        document.components("headers").forEach((name, header) -> {
            if (header.has("x-every-answer")) {
                documented.put(name.toLowerCase(Locale.ROOT), header);
            }
        });
        answer.path("headers").properties().forEach(header -> documented
                .put(header.getKey().toLowerCase(Locale.ROOT), document.resolve(header.getValue())));
        Set<String> undocumented = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        undocumented.addAll(exchange.headers().map().keySet());
        OF_EVERY_MESSAGE.forEach(undocumented::remove);
        documented.forEach((name, header) -> {
            List<String> values = exchange.headers().allValues(name);
            undocumented.remove(name);
            if (!values.isEmpty()) {
                checkValue("header " + name, header.path("schema"), List.of(String.join(", ", values)), mistakes);
            } else if (header.path("required").asBoolean()) {
                mistakes.add("header " + name + " is missing");
            }
        });
        undocumented.forEach(name -> mistakes.add("header " + name + " is not documented"));
    }

    private void checkBody(JsonNode answer, Exchange exchange, List<String> mistakes) {
        JsonNode content = answer.path("content");
        String contentType = exchange.headers().firstValue("Content-Type").orElse("");
        if (content.isEmpty()) {
            if (exchange.body().hasRemaining() || !contentType.isEmpty()) {
                mistakes.add("a body is not documented");
            }
            return;
        }
        if (contentType.isEmpty() && !exchange.body().hasRemaining() && answer.has("x-optional-body")) {
            return;
        }
        Optional<JsonNode> mediaType = mediaType(content, contentType);
        if (mediaType.isEmpty()) {
            mistakes.add("the media type '%s' is not documented".formatted(contentType));
        } else if (exchange.method().equals("HEAD")) {
            if (exchange.body().hasRemaining()) {
                mistakes.add("HEAD has a body");
            }
        } else if (isJson(contentType)) {
            JsonNode body = json(exchange.body());
            document.mistakes(mediaType.get().path("schema"), body).forEach(each -> mistakes.add("body" + each));
            JsonNode examples = mediaType.get().path("examples");
            if (contentType.startsWith("application/problem+json") && !examples.has(body.path("code").asText())) {
                mistakes.add("the code %s is not documented for %d".formatted(body.path("code"), exchange.status()));
            }
            if (body.has("status") && body.path("status").isNumber()
                    && body.path("status").asInt() != exchange.status()) {
                mistakes.add("the body tells another status");
            }
        }
    }

    private void checkParameters(Operation asked, String query, HttpHeaders headers, List<String> mistakes) {
        Map<String, List<String>> given = Arrays.stream(query.split("&", -1))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.split("=", 2))
                .collect(groupingBy(pair -> decoded(pair[0]), LinkedHashMap::new,
                        mapping(pair -> pair.length < 2 ? "" : decoded(pair[1]), toList())));
        for (JsonNode parameter : asked.parameters()) {
            String name = parameter.path("name").asText();
            JsonNode schema = parameter.path("schema");
            switch (parameter.path("in").asText()) {
                case "query" -> {
                    if (document.resolve(schema).path("type").asText().equals("object")) {
                        // Its properties are all remaining parameters.
                        checkFields("query", schema, given, mistakes);
                        given.clear();
                    } else {
                        List<String> values = given.remove(name);
                        if (values != null) {
                            checkValue("parameter " + name, schema, values, mistakes);
                        }
                    }
                }
                case "header" -> headers.firstValue(name).ifPresent(
                        value -> checkValue("header " + name, schema, List.of(value), mistakes));
                default -> {
                    // The pattern of the operation has matched it.
                }
            }
        }
        given.keySet().forEach(name -> mistakes.add("parameter " + name + " is not documented, and was accepted"));
    }

    private void checkRequestBody(Operation asked, Exchange exchange, List<String> mistakes) {
        JsonNode documented = document.resolve(asked.node().path("requestBody"));
        JsonNode content = documented.path("content");
        String contentType = exchange.requestHeaders().firstValue("Content-Type").orElse("");
        if (contentType.isEmpty() && !exchange.requestBody().hasRemaining()
                && !documented.path("required").asBoolean()) {
            return;
        }
        Optional<JsonNode> mediaType = mediaType(content, contentType);
        if (content.isEmpty() ? exchange.requestBody().hasRemaining() : mediaType.isEmpty()) {
            mistakes.add("a body of the media type '%s' is not documented, and was accepted".formatted(contentType));
        } else if (mediaType.isPresent() && isJson(contentType)) {
            document.mistakes(mediaType.get().path("schema"), json(exchange.requestBody()))
                    .forEach(each -> mistakes.add("accepted body" + each));
        } else if (mediaType.isPresent() && contentType.startsWith("multipart/form-data")) {
            checkFields("accepted form", mediaType.get().path("schema"), form(contentType, exchange.requestBody()),
                    mistakes);
        }
    }

    /** An empty text counts as absent. */
    private void checkFields(String where, JsonNode schema, Map<String, List<String>> fields, List<String> mistakes) {
        ObjectNode object = NODES.objectNode();
        fields.forEach((name, values) -> {
            JsonNode property = document.resolve(schema).path("properties").path(name);
            List<String> given = values.stream().filter(value -> !value.isEmpty()).toList();
            if (!given.isEmpty()) {
                object.set(name, node(property, given));
            }
        });
        document.mistakes(schema, object).forEach(each -> mistakes.add(where + each));
    }

    private void checkValue(String where, JsonNode schema, List<String> values, List<String> mistakes) {
        document.mistakes(schema, node(schema, values)).forEach(each -> mistakes.add(where + each));
    }

    /** Converts texts to the type of a schema. */
    private JsonNode node(JsonNode schema, List<String> values) {
        return switch (document.resolve(schema).path("type").asText()) {
            case "integer" -> values.getFirst().matches("-?\\d{1,18}")
                    ? LongNode.valueOf(Long.parseLong(values.getFirst()))
                    : TextNode.valueOf(values.getFirst());
            case "boolean" -> values.getFirst().matches("true|false")
                    ? BooleanNode.valueOf(Boolean.parseBoolean(values.getFirst()))
                    : TextNode.valueOf(values.getFirst());
            case "array" -> {
                ArrayNode array = NODES.arrayNode();
                values.forEach(value -> Arrays.stream(value.split(",", -1)).map(String::strip).forEach(array::add));
                yield array;
            }
            default -> TextNode.valueOf(values.getFirst());
        };
    }

    private static Optional<JsonNode> mediaType(JsonNode content, String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String range = type.split("/", 2)[0] + "/*";
        return content.has(type) ? Optional.of(content.path(type))
                : Optional.of(content.path(range)).filter(each -> !each.isMissingNode());
    }

    private static boolean isJson(String contentType) {
        return contentType.split(";", 2)[0].strip().matches("application/([a-z-]+\\+)?json");
    }

    private static JsonNode json(ByteBuffer body) {
        try {
            return JSON.readTree(new ByteBufferBackedInputStream(body.duplicate()));
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** The texts of a form. The text of a file is {@code bytes}. */
    private static Map<String, List<String>> form(String contentType, ByteBuffer body) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        Map<String, List<String>> fields = new LinkedHashMap<>();
        if (boundary.find()) {
            for (String part : StandardCharsets.ISO_8859_1.decode(body.duplicate()).toString().split(
                    "--" + Pattern.quote(boundary.group(1)), -1)) {
                Matcher parsed = PART.matcher(part);
                if (parsed.matches()) {
                    fields.computeIfAbsent(utf8(parsed.group(1)), _ -> new ArrayList<>())
                            .add(parsed.group(1).equals("file") ? "bytes" : utf8(parsed.group(2)));
                }
            }
        }
        return fields;
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
