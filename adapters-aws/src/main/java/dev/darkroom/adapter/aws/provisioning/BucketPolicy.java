package dev.darkroom.adapter.aws.provisioning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * A resource policy in JSON (IAM User Guide, "IAM JSON policy elements reference"), parsed with the SDK's own parser.
 * Statements are compared by content, not by format. Immutable.
 */
final class BucketPolicy {
    private static final String STATEMENT = "Statement";
    private static final String ID = "Sid";

    private final Map<String, JsonNode> elements;

    private BucketPolicy(Map<String, JsonNode> elements) {
        this.elements = elements;
    }

    static BucketPolicy empty() {
        return parse("{\"Version\":\"2012-10-17\"}");
    }

    static BucketPolicy parse(String json) {
        return new BucketPolicy(JsonNode.parser().parse(json).asObject());
    }

    /** @param statement an object with a {@code Sid} */
    boolean contains(String statement) {
        JsonNode wanted = JsonNode.parser().parse(statement);
        return statements().stream().anyMatch(wanted::equals);
    }

    /** Returns this policy with the statement, which replaces one with the same {@code Sid}. */
    BucketPolicy with(String statement) {
        JsonNode added = JsonNode.parser().parse(statement);
        List<JsonNode> statements = new ArrayList<>(statements());
        statements.removeIf(each -> id(each).equals(id(added)));
        statements.add(added);
        Map<String, JsonNode> changed = new LinkedHashMap<>(elements);
        changed.put(STATEMENT, JsonNode.parser().parse(statements.toString()));
        return new BucketPolicy(changed);
    }

    private static Optional<String> id(JsonNode statement) {
        return statement.field(ID).map(JsonNode::text);
    }

    /** A policy with one statement may contain it without a list. */
    private List<JsonNode> statements() {
        JsonNode found = elements.get(STATEMENT);
        if (found == null) {
            return List.of();
        }
        return found.isArray() ? found.asArray() : List.of(found);
    }

    String json() {
        return elements.entrySet().stream()
                .map(element -> "\"" + element.getKey() + "\":" + element.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
