package dev.darkroom.adapter.http.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code openapi.yaml}, read as OpenAPI 3.1. Thread-safe. */
public final class OpenApiDocument {
    private static final String ADDRESS = "https://darkroom.invalid/openapi";

    /** Responses of all operations, besides those that they list. */
    private static final String ANY_OPERATION = "x-any-operation";
    /** Responses for requests without an operation. */
    private static final String NO_OPERATION = "x-no-operation";

    private static final List<String> METHODS =
            List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    private final JsonNode root;
    private final List<Operation> operations = new ArrayList<>();
    private final SchemaRegistry registry;
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    private OpenApiDocument(JsonNode root) {
        this.root = root;
        makeAbsolute(root);
        // Registers the whole document, so that references between schemas can be resolved.
        Dialect dialect = Dialect.builder(Dialects.getOpenApi31())
                .unknownKeywordFactory((keyword, _) -> new NonValidationKeyword(keyword))
                .build();
        this.registry = SchemaRegistry.withDialect(dialect, builder -> builder
                .schemas(Map.of(ADDRESS, root.toString()))
                .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).locale(Locale.ROOT).build()));
        root.path("paths").properties().forEach(path -> METHODS.stream()
                .filter(path.getValue()::has)
                .forEach(method -> operations.add(operation(path.getKey(), method, path.getValue()))));
    }

    /** The document that the service publishes. */
    public static OpenApiDocument ofTheService() {
        try (InputStream yaml =
                OpenApiDocument.class.getResourceAsStream("/dev/darkroom/adapter/http/web/openapi.yaml")) {
            return new OpenApiDocument(new YAMLMapper().readTree(Objects.requireNonNull(yaml)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One operation.
     *
     * @param path the path in the document, with {@code {names}}
     * @param pattern matches the paths of its requests
     * @param node its node in the document
     * @param parameters its own parameters and those of its path, resolved
     */
    public record Operation(String method, String path, Pattern pattern, JsonNode node, List<JsonNode> parameters) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private Operation operation(String path, String method, JsonNode item) {
        JsonNode node = item.required(method);
        List<JsonNode> parameters = Stream.of(item, node)
                .flatMap(each -> each.path("parameters").valueStream())
                .map(this::resolve)
                .toList();
        String regex = PARAMETER.matcher(path).replaceAll(match -> parameters.stream()
                .anyMatch(each -> each.path("name").asText().equals(match.group(1)) && each.has("x-slashes"))
                        ? ".+"
                        : "[^/]+");
        return new Operation(method.toUpperCase(Locale.ROOT), path, Pattern.compile(regex), node, parameters);
    }

    /** The version of the document. */
    public String version() {
        return root.path("info").required("version").asText();
    }

    /** All operations. */
    public List<Operation> operations() {
        return operations;
    }

    /** The operation of a request. If several match, the one with the longest path; for HEAD, the one of GET unless it has its own. */
    Optional<Operation> operation(String method, String path) {
        return ownOperation(method, path)
                .or(() -> method.equals("HEAD") ? ownOperation("GET", path) : Optional.empty());
    }

    private Optional<Operation> ownOperation(String method, String path) {
        return operations.stream()
                .filter(each -> each.method().equals(method) && each.pattern().matcher(path).matches())
                .min(Comparator.comparingLong(each -> PARAMETER.matcher(each.path()).results().count()));
    }

    /** A resolved component, such as a schema. */
    public JsonNode component(String kind, String name) {
        return resolve(root.path("components").required(kind).required(name));
    }

    /** All resolved components of a kind, by name. */
    Map<String, JsonNode> components(String kind) {
        Map<String, JsonNode> components = new ConcurrentHashMap<>();
        root.path("components").path(kind).properties()
                .forEach(each -> components.put(each.getKey(), resolve(each.getValue())));
        return components;
    }

    /** The node of a response, or nothing if it is not documented. */
    JsonNode answer(Optional<Operation> operation, int status) {
        String key = Integer.toString(status);
        return resolve(operation.map(each -> each.node().path("responses"))
                .filter(each -> each.has(key))
                .orElseGet(() -> root.path(operation.isPresent() ? ANY_OPERATION : NO_OPERATION))
                .path(key));
    }

    /** The node, or the node that it refers to. */
    JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isTextual() && reference.asText().startsWith(ADDRESS)
                ? resolve(root.requiredAt(reference.asText().substring(ADDRESS.length() + 1)))
                : node;
    }

    /** The violations of a schema by a value. */
    public List<String> mistakes(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, registry::getSchema).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    /**
     * A response.
     *
     * @param where its operation or extension
     * @param problems the examples by their code, which are all possible problems
     */
    public record Answer(String where, int status, Map<String, JsonNode> problems) {}

    /** All responses of all operations, including those that every request can have. */
    public List<Answer> answers() {
        Stream<Answer> ofOperations = operations.stream()
                .flatMap(operation -> answers(operation.toString(), operation.node().path("responses")));
        return Stream.of(ofOperations, answers(ANY_OPERATION, root.path(ANY_OPERATION)),
                answers(NO_OPERATION, root.path(NO_OPERATION))).flatMap(each -> each).toList();
    }

    private Stream<Answer> answers(String where, JsonNode responses) {
        return responses.propertyStream().map(each -> {
            Map<String, JsonNode> problems = new TreeMap<>();
            resolve(each.getValue()).path("content").path("application/problem+json").path("examples").properties()
                    .forEach(example -> problems.put(example.getKey(), resolve(example.getValue()).path("value")));
            return new Answer(where, Integer.parseInt(each.getKey()), problems);
        });
    }

    /** An example and its schema. */
    public record Example(JsonNode schema, JsonNode value) {}

    /** All examples of schemas, parameters and media types. */
    public List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        addExamples(root, examples);
        return examples;
    }

    private void addExamples(JsonNode node, List<Example> examples) {
        // The examples of a schema are a list of values. Those of a media type are named objects with a value.
        if (node.path("examples").isArray()) {
            node.path("examples").forEach(value -> examples.add(new Example(node, value)));
        } else if (node.has("schema")) {
            node.path("examples").forEach(
                    example -> examples.add(new Example(node.path("schema"), resolve(example).path("value"))));
            if (node.has("example")) {
                examples.add(new Example(node.path("schema"), node.path("example")));
            }
        }
        node.properties().stream()
                .filter(each -> !each.getKey().startsWith("example"))
                .forEach(each -> addExamples(each.getValue(), examples));
    }

    private static void makeAbsolute(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("$ref").asText().startsWith("#/")) {
            object.put("$ref", ADDRESS + object.path("$ref").asText());
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            node.forEach(OpenApiDocument::makeAbsolute);
        }
    }
}
