package dev.darkroom.bootstrap.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/** The product keeps every {@link Rule}. Its classes are imported once. */
@AnalyzeClasses(packages = ProductArchitectureIT.ROOT, importOptions = ProductArchitectureIT.WithoutTests.class)
class ProductArchitectureIT {
    static final String ROOT = "dev.darkroom";

    /** Without the tests of this module and the test-jars of the others. */
    static final class WithoutTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }

    private static void check(Rule rule, JavaClasses product) {
        rule.in(Layout.of(ROOT, product)).check(product);
    }

    /** A rule about a technology that nobody uses, because its name is wrong, would be kept by everybody. */
    @ArchTest
    static void theProductUsesEveryTechnologyThatARuleNames(JavaClasses product) {
        Technologies.assertUsed(product);
    }

    @ArchTest
    static void layers(JavaClasses product) {
        check(Rule.LAYERS, product);
    }

    @ArchTest
    static void domainNeedsTheJdkAlone(JavaClasses product) {
        check(Rule.DOMAIN_NEEDS_THE_JDK_ALONE, product);
    }

    @ArchTest
    static void awsSdk(JavaClasses product) {
        check(Rule.AWS_SDK, product);
    }

    @ArchTest
    static void s3Sdk(JavaClasses product) {
        check(Rule.S3_SDK, product);
    }

    @ArchTest
    static void javalin(JavaClasses product) {
        check(Rule.JAVALIN, product);
    }

    @ArchTest
    static void jetty(JavaClasses product) {
        check(Rule.JETTY, product);
    }

    @ArchTest
    static void jackson(JavaClasses product) {
        check(Rule.JACKSON, product);
    }

    @ArchTest
    static void guice(JavaClasses product) {
        check(Rule.GUICE, product);
    }

    @ArchTest
    static void lambda(JavaClasses product) {
        check(Rule.LAMBDA, product);
    }

    @ArchTest
    static void jose(JavaClasses product) {
        check(Rule.JOSE, product);
    }

    @ArchTest
    static void compress(JavaClasses product) {
        check(Rule.COMPRESS, product);
    }

    @ArchTest
    static void micrometer(JavaClasses product) {
        check(Rule.MICROMETER, product);
    }

    @ArchTest
    static void openTelemetry(JavaClasses product) {
        check(Rule.OPEN_TELEMETRY, product);
    }

    @ArchTest
    static void postgres(JavaClasses product) {
        check(Rule.POSTGRES, product);
    }

    @ArchTest
    static void sql(JavaClasses product) {
        check(Rule.SQL, product);
    }

    @ArchTest
    static void portImplementationsAreAdapters(JavaClasses product) {
        check(Rule.PORT_IMPLEMENTATIONS_ARE_ADAPTERS, product);
    }

    @ArchTest
    static void servicesAreUseCases(JavaClasses product) {
        check(Rule.SERVICES_ARE_USE_CASES, product);
    }

    @ArchTest
    static void servicesShowNothingElse(JavaClasses product) {
        check(Rule.SERVICES_SHOW_NOTHING_ELSE, product);
    }

    @ArchTest
    static void environmentIsReadInBootstrap(JavaClasses product) {
        check(Rule.ENVIRONMENT_IS_READ_IN_BOOTSTRAP, product);
    }

    @ArchTest
    static void timeAndChanceComeFromBootstrap(JavaClasses product) {
        check(Rule.TIME_AND_CHANCE_COME_FROM_BOOTSTRAP, product);
    }

    @ArchTest
    static void noCycles(JavaClasses product) {
        check(Rule.NO_CYCLES, product);
    }

    @ArchTest
    static void packagesAreSmall(JavaClasses product) {
        check(Rule.PACKAGES_ARE_SMALL, product);
    }

    @ArchTest
    static void standardStreamsAreTheCommandLines(JavaClasses product) {
        check(Rule.STANDARD_STREAMS_ARE_THE_COMMAND_LINES, product);
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses product) {
        check(Rule.EVERY_PACKAGE_IS_NULL_MARKED, product);
    }
}
