package dev.darkroom.bootstrap.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule is able to fail: it does in the planted project beside this test. The tests keep rules of their own. */
class ArchitectureIT {
    private static final String PLANT_ROOT = ArchitectureIT.class.getPackageName() + ".planted";

    private static final JavaClasses CLASSES_OF_THE_PLANT = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/planted/tiers/"))
            .importPackages(PLANT_ROOT);
    private static final Layout PLANT = Layout.of(PLANT_ROOT, CLASSES_OF_THE_PLANT);

    private static final JavaClasses TESTS = tests();
    private static final JavaClasses PLANTED_TESTS = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/planted/") || location.contains("/planted/tiers/"))
            .importPackages(
                    PLANT_ROOT + ".tiers", ProductArchitectureIT.ROOT + ".bootstrap",
                    ProductArchitectureIT.ROOT + ".adapter.aws.testkit");

    @ParameterizedTest
    @CsvSource({
        "LAYERS, adapter.local.SeesAnotherAdapter", //
        "LAYERS, adapter.imaging.CallsAService", //
        "LAYERS, adapter.aws.CallsAUseCase", //
        "LAYERS, adapter.telemetry.WatchesAService", //
        "LAYERS, domain.model.SeesAPort", //
        "LAYERS, domain.port.in.SeesAService", //
        "LAYERS, domain.port.in.SeesAnOutboundPort", //
        "LAYERS, adapter.http.SeesBootstrap", //
        "LAYERS, stray.InNoLayer", //
        "DOMAIN_NEEDS_THE_JDK_ALONE, domain.service.Logs", //
        "AWS_SDK, adapter.local.UsesTheAwsSdk", //
        "S3_SDK, adapter.aws.UsesS3", //
        "JETTY, adapter.http.UsesJetty", //
        "JAVALIN, adapter.aws.UsesJavalin", //
        "JACKSON, adapter.imaging.UsesJackson", //
        "GUICE, adapter.http.UsesGuice", //
        "LAMBDA, adapter.http.UsesAmazonsOtherPackages", //
        "JOSE, bootstrap.UsesJose", //
        "COMPRESS, bootstrap.UsesCompress", //
        "MICROMETER, bootstrap.UsesMicrometer", //
        "OPEN_TELEMETRY, bootstrap.UsesOpenTelemetry", //
        "POSTGRES, bootstrap.UsesPostgres", //
        "SQL, bootstrap.UsesSql", //
        "SQL, adapter.archive.ReadsRows", //
        "SQL, adapter.local.UsesSql", //
        "PORT_IMPLEMENTATIONS_ARE_ADAPTERS, domain.service.ImplementsAPort", //
        "PORT_IMPLEMENTATIONS_ARE_ADAPTERS, bootstrap.ImplementsAPortToo", //
        "SERVICES_ARE_USE_CASES, bootstrap.UsesAHelper", //
        "SERVICES_SHOW_NOTHING_ELSE, domain.service.ShowsMore", //
        "ENVIRONMENT_IS_READ_IN_BOOTSTRAP, adapter.aws.ReadsTheEnvironment", //
        "ENVIRONMENT_IS_READ_IN_BOOTSTRAP, adapter.aws.ReadsOneVariable", //
        "TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, adapter.local.AsksForTheTime", //
        "TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, adapter.local.TakesTheSystemsClock", //
        "TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, adapter.identity.AsksForTheTimeToo", //
        "TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, adapter.local.CountsMilliseconds", //
        "TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, adapter.local.MakesARandomId", //
        "NO_CYCLES, adapter.http.ring.OneHalf", //
        "PACKAGES_ARE_SMALL, adapter.http.crowd.Class17", //
        "STANDARD_STREAMS_ARE_THE_COMMAND_LINES, bootstrap.Prints", //
        "STANDARD_STREAMS_ARE_THE_COMMAND_LINES, adapter.http.PrintsAStackTrace", //
        "EVERY_PACKAGE_IS_NULL_MARKED, domain.unmarked.InAnUnmarkedPackage"})
    void aViolationIsFound(Rule rule, String violation) {
        assertThatThrownBy(() -> rule.in(PLANT).check(CLASSES_OF_THE_PLANT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(PLANT_ROOT + "." + violation);
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

    @Test
    void everyRuleIsCheckedInTheProduct() {
        assertThat(Arrays.stream(ProductArchitectureIT.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(ArchTest.class))
                .map(Method::getName))
                .containsAll(Arrays.stream(Rule.values()).map(ArchitectureIT::camelCase).toList());
    }

    private static String camelCase(Rule rule) {
        return Pattern.compile("_(.)")
                .matcher(rule.name().toLowerCase(Locale.ROOT))
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    /** Of every module whose tests are compiled before those of this one, and of this one. */
    private static JavaClasses tests() {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            List<Path> folders = modules.map(module -> module.resolve("target/test-classes"))
                    .filter(Files::isDirectory)
                    .toList();
            assertThat(folders).hasSizeGreaterThanOrEqualTo(9);
            return new ClassFileImporter()
                    .withImportOption(location -> !location.contains("/architecture/planted/"))
                    .importPaths(folders);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTestsKeep(TierRule rule) {
        rule.rule().check(TESTS);
    }

    @ParameterizedTest
    @CsvSource({
        "UNIT_TESTS_ARE_QUICK, StartsAProcessTest", //
        "UNIT_TESTS_ARE_QUICK, StartsAnEmulatorTest", //
        "UNIT_TESTS_ARE_QUICK, StartsABrowserTest", //
        "TESTS_ARE_FOUND_BY_NAME, IsRunByNobody"})
    void aTestInTheWrongTierIsFound(TierRule rule, String violation) {
        assertThatThrownBy(() -> rule.rule().check(PLANTED_TESTS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(PLANT_ROOT + ".tiers." + violation);
    }
}
