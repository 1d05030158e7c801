package dev.darkroom.bootstrap.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The template of the stack, read from the source tree. {@code !Ref X} and {@code !GetAtt X.Y} are converted to the syntax of
 * {@code !Sub}: <code>${X}</code>, <code>${X.Y}</code>.
 */
final class Template {
    static final Path FILE = Path.of("..", "deploy", "aws", "template.yaml");

    private final Object root;

    private Template(Object root) {
        this.root = root;
    }

    static Template read() {
        try {
            return of(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Template of(String yaml) {
        return new Template(new Yaml(new Functions()).load(yaml));
    }

    /** The value at a path of names. A number is an index of a list. */
    Object at(String... path) {
        Object here = root;
        for (String name : path) {
            Object next = here instanceof List<?> list
                    ? list.get(Integer.parseInt(name))
                    : ((Map<?, ?>) here).get(name);
            if (next == null) {
                throw new AssertionError("The template has no " + String.join(".", path));
            }
            here = next;
        }
        return here;
    }

    /** The names of all resources of one type. */
    Set<String> resources(String type) {
        return ((Map<?, ?>) at("Resources")).keySet().stream()
                .map(String::valueOf)
                .filter(name -> type.equals(at("Resources", name, "Type")))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** All permissions of a role. */
    Set<Permission> permissionsOf(String role) {
        return list(at("Resources", role, "Properties", "Policies")).stream()
                .map(policy -> ((Map<?, ?>) policy).get("PolicyDocument"))
                .flatMap(document -> list(((Map<?, ?>) document).get("Statement")).stream())
                .flatMap(statement -> permissions((Map<?, ?>) statement))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<Permission> permissions(Map<?, ?> statement) {
        if (!"Allow".equals(statement.get("Effect"))) {
            throw new AssertionError("Only permissions are expected here: " + statement);
        }
        return list(statement.get("Action")).stream()
                .flatMap(action -> list(statement.get("Resource")).stream()
                        .map(resource -> new Permission(String.valueOf(action), String.valueOf(resource))));
    }

    /** CloudFormation allows a single value in place of a list. */
    private static List<?> list(@Nullable Object oneOrMore) {
        return oneOrMore instanceof List<?> list ? list : List.of(Objects.requireNonNull(oneOrMore));
    }

    /** Parses the short forms of CloudFormation's functions. */
    private static final class Functions extends SafeConstructor {
        Functions() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return switch (node) {
                        case ScalarNode scalar when scalar.getTag().getValue().equals("!Sub") ->
                            constructScalar(scalar);
                        case ScalarNode scalar -> "${" + constructScalar(scalar) + "}";
                        case SequenceNode sequence -> constructSequence(sequence);
                        default -> throw new AssertionError("Not expected here: " + node);
                    };
                }
            });
        }
    }
}
