package dev.darkroom.bootstrap.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder in {@code deploy/kubernetes} with a {@code kustomization.yaml}. */
record Kustomization(Path folder) {
    static final Path ROOT = Path.of("..", "deploy", "kubernetes");
    private static final String FILE = "kustomization.yaml";

    /** All folders with a kustomization. */
    static List<Kustomization> all() {
        return files().stream()
                .filter(file -> file.endsWith(FILE))
                .map(file -> new Kustomization(file.resolveSibling("")))
                .toList();
    }

    /** All files, sorted. */
    static List<Path> files() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    YamlNode content() {
        return YamlNode.document(folder.resolve(FILE));
    }

    /** The files and folders that it names. */
    List<Path> references() {
        YamlNode content = content();
        return Stream.of(
                content.items("resources").stream().map(YamlNode::text),
                content.items("components").stream().map(YamlNode::text),
                content.items("patches").stream().flatMap(patch -> patch.find("path").stream()).map(YamlNode::text))
                .flatMap(names -> names)
                .map(name -> folder.resolve(name).normalize())
                .toList();
    }

    /**
     * The environment of the server, as Kustomize makes it: a component is applied after the generators, and a patch after the
     * components.
     */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        YamlNode content = content();
        content.items("resources").stream()
                .map(resource -> folder.resolve(resource.text()))
                .filter(Files::isDirectory)
                .forEach(resource -> variables.putAll(new Kustomization(resource).variables()));
        content.items("configMapGenerator").stream()
                .flatMap(generator -> generator.items("literals").stream())
                .map(literal -> literal.text().split("=", 2))
                .forEach(literal -> variables.put(literal[0], literal[1]));
        content.items("components")
                .forEach(
                        component -> variables.putAll(new Kustomization(folder.resolve(component.text())).variables()));
        content.items("patches").stream()
                .flatMap(patch -> patch.find("path").stream())
                .flatMap(patch -> YamlNode.documents(folder.resolve(patch.text())).stream())
                .forEach(patch -> {
                    variables.putAll(patch.entries("data"));
                    patch.items("spec", "template", "spec", "containers", "0", "env")
                            .forEach(variable -> variables.put(variable.text("name"), variable.text("value")));
                });
        return variables;
    }
}
