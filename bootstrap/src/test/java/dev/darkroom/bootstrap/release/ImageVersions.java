package dev.darkroom.bootstrap.release;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The literal versions of the image in Dockerfiles, Compose files, manifests and Markdown pages. */
final class ImageVersions {
    private static final String VERSION = "\"?([0-9][\\w.-]*\\w)";

    private static final List<Pattern> FORMS = Stream.of(
            // An image in any registry.
            "\\bdarkroom:" + VERSION,
            // Kustomize.
            "\\bnewTag:\\s*" + VERSION,
            // The default of a build argument, and a build argument on a command line.
            "(?<![A-Z_])VERSION=" + VERSION,
            // Labels of OCI and Kubernetes.
            "\\bimage\\.version[=:]\\s*" + VERSION,
            "\\bkubernetes\\.io/version:\\s*" + VERSION).map(Pattern::compile).toList();

    private ImageVersions() {}

    static List<String> in(String text) {
        return FORMS.stream()
                .flatMap(form -> form.matcher(text).results().map(found -> found.group(1)))
                .toList();
    }
}
