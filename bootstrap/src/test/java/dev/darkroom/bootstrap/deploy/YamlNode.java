package dev.darkroom.bootstrap.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A value in a YAML file.
 *
 * @param where the file and the path of the value, for failures
 * @param value a map, a list or a scalar
 */
record YamlNode(String where, Object value) {
    /** All documents of a file. */
    static List<YamlNode> documents(Path file) {
        return StreamSupport.stream(yaml().loadAll(text(file)).spliterator(), false)
                .map(document -> new YamlNode(file.toString(), document))
                .toList();
    }

    /** The only document of a file. */
    static YamlNode document(Path file) {
        return new YamlNode(file.toString(), yaml().load(text(file)));
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value at a path of names, if there is one. A number is an index of a list. */
    Optional<YamlNode> find(String... path) {
        Object here = value;
        for (String name : path) {
            Object next = switch (here) {
                case List<?> list when Integer.parseInt(name) < list.size() -> list.get(Integer.parseInt(name));
                case Map<?, ?> map -> map.get(name);
                default -> null;
            };
            if (next == null) {
                return Optional.empty();
            }
            here = next;
        }
        return Optional.of(new YamlNode(where + " " + String.join(".", path), here));
    }

    /** The value at a path of names, which must exist. */
    YamlNode at(String... path) {
        return find(path).orElseThrow(() -> new AssertionError(where + " has no " + String.join(".", path)));
    }

    /** The items of the list at a path; none if there is no list. */
    List<YamlNode> items(String... path) {
        return find(path).stream()
                .flatMap(node -> node.value() instanceof List<?> list ? list.stream() : Stream.empty())
                .map(item -> new YamlNode(where + " " + String.join(".", path), item))
                .toList();
    }

    /** The scalar at a path as text. */
    String text(String... path) {
        return at(path).value().toString();
    }

    /** The entries of the map at a path, with values as text; none if there is no map. */
    Map<String, String> entries(String... path) {
        Map<String, String> entries = new LinkedHashMap<>();
        if (find(path).map(YamlNode::value).orElse("") instanceof Map<?, ?> map) {
            map.forEach((name, entry) -> entries.put(name.toString(), String.valueOf(entry)));
        }
        return entries;
    }
}
