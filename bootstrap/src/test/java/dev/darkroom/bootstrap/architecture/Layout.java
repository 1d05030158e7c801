package dev.darkroom.bootstrap.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which package under a root is which part of the design. Each name includes its subpackages.
 *
 * @param adapterModules the names after {@code adapter.}
 */
record Layout(String root, SortedSet<String> adapterModules) {
    /** The adapter modules are those that have classes. */
    static Layout of(String root, JavaClasses classes) {
        Pattern adapter = Pattern.compile(Pattern.quote(root + ".adapter.") + "(\\w+).*");
        return new Layout(root, classes.stream()
                .map(JavaClass::getPackageName)
                .flatMap(name -> adapter.matcher(name).results())
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    String of(String part) {
        return root + "." + part + "..";
    }

    String domain() {
        return of("domain");
    }

    String model() {
        return of("domain.model");
    }

    String portIn() {
        return of("domain.port.in");
    }

    String portOut() {
        return of("domain.port.out");
    }

    String service() {
        return of("domain.service");
    }

    String adapters() {
        return of("adapter");
    }

    String bootstrap() {
        return of("bootstrap");
    }

    String commandLine() {
        return of("bootstrap.cli");
    }
}
