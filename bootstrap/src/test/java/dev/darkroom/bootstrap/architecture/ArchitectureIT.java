package dev.darkroom.bootstrap.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The product keeps every rule, and every rule is able to fail: it does in the planted project beside this test. */
class ArchitectureIT {
    private static final Layout PRODUCT = new Layout("dev.darkroom");
    private static final Layout PLANT = new Layout(ArchitectureIT.class.getPackageName() + ".planted");

    private static final JavaClasses CLASSES_OF_THE_PRODUCT = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
            .importPackages(PRODUCT.root());
    private static final JavaClasses CLASSES_OF_THE_PLANT = new ClassFileImporter().importPackages(PLANT.root());

    @ParameterizedTest
    @EnumSource
    void theProductKeeps(Rule rule) {
        rule.in(PRODUCT).check(CLASSES_OF_THE_PRODUCT);
    }

    @ParameterizedTest
    @CsvSource({
        "LAYERS, adapter.local.SeesAnotherAdapter", //
        "LAYERS, adapter.imaging.CallsAService", //
        "LAYERS, adapter.aws.CallsAUseCase", //
        "LAYERS, adapter.telemetry.WatchesAService", //
        "LAYERS, domain.model.SeesAPort", //
        "LAYERS, domain.port.in.SeesAService", //
        "LAYERS, adapter.http.SeesBootstrap", //
        "LAYERS, stray.InNoLayer", //
        "DOMAIN_NEEDS_THE_JDK_ALONE, domain.service.Logs", //
        "AWS_SDK, adapter.local.UsesTheAwsSdk", //
        "JAVALIN, adapter.aws.UsesJavalin", //
        "JACKSON, adapter.imaging.UsesJackson", //
        "GUICE, adapter.http.UsesGuice", //
        "LAMBDA, adapter.http.UsesAmazonsOtherPackages", //
        "JOSE, bootstrap.UsesJose", //
        "COMPRESS, bootstrap.UsesCompress", //
        "MICROMETER, bootstrap.UsesMicrometer", //
        "OPEN_TELEMETRY, bootstrap.UsesOpenTelemetry", //
        "SQL, bootstrap.UsesSql", //
        "SQL, adapter.archive.ReadsRows", //
        "PORT_IMPLEMENTATIONS_ARE_ADAPTERS, domain.service.ImplementsAPort", //
        "PORT_IMPLEMENTATIONS_ARE_ADAPTERS, bootstrap.ImplementsAPortToo", //
        "SERVICES_ARE_USE_CASES, domain.service.ImplementsNoUseCase", //
        "SERVICES_SHOW_NOTHING_ELSE, domain.service.ShowsMore", //
        "ENVIRONMENT_IS_READ_IN_BOOTSTRAP, adapter.aws.ReadsTheEnvironment", //
        "ENVIRONMENT_IS_READ_IN_BOOTSTRAP, adapter.aws.ReadsOneVariable", //
        "TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, adapter.local.AsksForTheTime", //
        "TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, adapter.local.TakesTheSystemsClock", //
        "TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, adapter.identity.AsksForTheTimeToo", //
        "TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, adapter.local.CountsMilliseconds", //
        "TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, adapter.local.MakesARandomId", //
        "NO_CYCLES, adapter.http.ring.OneHalf", //
        "STANDARD_STREAMS_ARE_THE_COMMAND_LINES, bootstrap.Prints", //
        "STANDARD_STREAMS_ARE_THE_COMMAND_LINES, adapter.http.PrintsAStackTrace", //
        "EVERY_PACKAGE_IS_NULL_MARKED, domain.unmarked.InAnUnmarkedPackage"})
    void aViolationIsFound(Rule rule, String violation) {
        assertThatThrownBy(() -> rule.in(PLANT).check(CLASSES_OF_THE_PLANT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(PLANT.root() + "." + violation);
    }

    @Test
    void everyRuleIsBrokenAbove() throws NoSuchMethodException {
        CsvSource violations = ArchitectureIT.class
                .getDeclaredMethod("aViolationIsFound", Rule.class, String.class)
                .getAnnotation(CsvSource.class);
        Set<Rule> broken = Arrays.stream(violations.value())
                .map(line -> Rule.valueOf(line.substring(0, line.indexOf(','))))
                .collect(Collectors.toSet());
        assertThat(broken).containsExactlyInAnyOrder(Rule.values());
    }

    /** A rule against a package that nobody has, because its name is wrong, is kept by everybody. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "software.amazon..", "io.javalin..", "com.fasterxml.jackson..", "com.google.inject..",
                "com.amazonaws..", "com.nimbusds..", "org.apache.commons.compress..", "io.micrometer..",
                "io.opentelemetry..",
                "java.sql.."})
    void theProductUses(String technology) {
        assertThat(CLASSES_OF_THE_PRODUCT)
                .anyMatch(
                        type -> type.getDirectDependenciesFromSelf()
                                .stream()
                                .anyMatch(
                                        dependency -> resideInAPackage(technology).test(dependency.getTargetClass())));
    }
}
