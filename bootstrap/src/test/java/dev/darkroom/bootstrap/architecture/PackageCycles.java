package dev.darkroom.bootstrap.architecture;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds dependencies between packages that depend on each other, directly or not. ArchUnit's {@code beFreeOfCycles} missed a cycle of two
 * packages in the planted project.
 */
final class PackageCycles extends ArchCondition<JavaClass> {
    private final Set<String> cyclic = new HashSet<>();

    PackageCycles() {
        super("not be part of a cycle of packages");
    }

    @Override
    public void init(Collection<JavaClass> all) {
        Set<String> packages = all.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        Map<String, Set<String>> edges = all.stream()
                .flatMap(PackageCycles::betweenPackages)
                .filter(edge -> packages.contains(target(edge)))
                .collect(Collectors.groupingBy(
                        PackageCycles::origin, Collectors.mapping(PackageCycles::target, Collectors.toSet())));
        cyclic.clear();
        cyclic.addAll(packages);
        // A package that no remaining one depends on, or that depends on none, is on no cycle.
        while (cyclic.removeIf(name -> edges.getOrDefault(name, Set.of()).stream().noneMatch(cyclic::contains)
                || cyclic.stream().noneMatch(other -> edges.getOrDefault(other, Set.of()).contains(name)))) {
            // Until none can be removed.
        }
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        betweenPackages(type)
                .filter(edge -> cyclic.contains(origin(edge)) && cyclic.contains(target(edge)))
                .forEach(edge -> events.add(violated(edge, edge.getDescription())));
    }

    private static Stream<Dependency> betweenPackages(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream().filter(edge -> !origin(edge).equals(target(edge)));
    }

    private static String origin(Dependency edge) {
        return edge.getOriginClass().getPackageName();
    }

    private static String target(Dependency edge) {
        return edge.getTargetClass().getBaseComponentType().getPackageName();
    }
}
