package dev.darkroom.bootstrap.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;

/** The packages of libraries that rules name. */
final class Technologies {
    private static final List<String> PACKAGES = List.of(
            "software.amazon..",
            "software.amazon.awssdk.services.s3..",
            "org.eclipse.jetty..",
            "io.javalin..",
            "com.fasterxml.jackson..",
            "com.google.inject..",
            "com.amazonaws..",
            "com.nimbusds..",
            "org.apache.commons.compress..",
            "io.micrometer..",
            "io.opentelemetry..",
            "org.postgresql..",
            "com.zaxxer.hikari..",
            "java.sql..");

    private Technologies() {}

    static void assertUsed(JavaClasses product) {
        assertThat(PACKAGES).allSatisfy(technology -> assertThat(product)
                .as(technology)
                .anyMatch(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> resideInAPackage(technology).test(dependency.getTargetClass()))));
    }
}
