package dev.darkroom.bootstrap.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import com.tngtech.archunit.lang.syntax.elements.ClassesThat;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.time.InstantSource;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** What the code of each part of the design must and must not do. */
enum Rule {
    /** Bootstrap sees all; adapters see ports and model, never each other; nobody but bootstrap sees a service. What watches
     * sees use cases as what calls them does. */
    LAYERS,
    DOMAIN_NEEDS_THE_JDK_ALONE,
    AWS_SDK,
    S3_SDK,
    JAVALIN,
    /** The server. Its utilities, such as the search for a delimiter, are used elsewhere, too. */
    JETTY,
    JACKSON,
    GUICE,
    LAMBDA,
    JOSE,
    COMPRESS,
    MICROMETER,
    OPEN_TELEMETRY,
    POSTGRES,
    SQL,
    PORT_IMPLEMENTATIONS_ARE_ADAPTERS,
    SERVICES_ARE_USE_CASES,
    SERVICES_SHOW_NOTHING_ELSE,
    ENVIRONMENT_IS_READ_IN_BOOTSTRAP,
    TIME_AND_CHANCE_COME_FROM_BOOTSTRAP,
    NO_CYCLES,
    PACKAGES_ARE_SMALL,
    STANDARD_STREAMS_ARE_THE_COMMAND_LINES,
    EVERY_PACKAGE_IS_NULL_MARKED;

    private static final int MAX_CLASSES_OF_A_PACKAGE = 16;

    /** The rule for the packages of a layout. */
    ArchRule in(Layout layout) {
        return switch (this) {
            case LAYERS -> layers(layout);
            case DOMAIN_NEEDS_THE_JDK_ALONE -> classes().that()
                    .resideInAPackage(layout.domain())
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", layout.domain()));
            case AWS_SDK ->
                noneButIn(layout.of("adapter.aws"), layout.bootstrap()).resideInAPackage("software.amazon..");
            case S3_SDK -> noneButIn(layout.of("adapter.aws.s3"), layout.of("adapter.aws.provisioning"),
                    layout.of("adapter.aws.client"))
                    .resideInAPackage("software.amazon.awssdk.services.s3..");
            case JETTY -> noneButIn(layout.of("adapter.http.server"), layout.of("adapter.http.edge"))
                    .resideInAnyPackage("org.eclipse.jetty.server..", "org.eclipse.jetty.io..",
                            "org.eclipse.jetty.ee10..");
            case JAVALIN -> noneButIn(layout.of("adapter.http"), layout.bootstrap()).resideInAPackage("io.javalin..");
            case JACKSON -> noneButIn(layout.of("adapter.http"), layout.of("adapter.archive"), layout.bootstrap())
                    .resideInAPackage("com.fasterxml.jackson..");
            case GUICE -> noneButIn(layout.bootstrap()).resideInAPackage("com.google.inject..");
            case LAMBDA -> noneButIn(layout.bootstrap()).resideInAPackage("com.amazonaws..");
            case JOSE -> noneButIn(layout.of("adapter.identity")).resideInAPackage("com.nimbusds..");
            case COMPRESS -> noneButIn(layout.of("adapter.archive")).resideInAPackage("org.apache.commons.compress..");
            case MICROMETER -> noneButIn(layout.of("adapter.telemetry")).resideInAPackage("io.micrometer..");
            case OPEN_TELEMETRY -> noneButIn(layout.of("adapter.telemetry")).resideInAPackage("io.opentelemetry..");
            case POSTGRES -> noneButIn(layout.of("adapter.postgres.client"))
                    .resideInAnyPackage("org.postgresql..", "com.zaxxer.hikari..");
            case SQL -> noneButIn(layout.of("adapter.local.sqlite"), layout.of("adapter.postgres"))
                    .resideInAPackage("java.sql..");
            // One is not: chance comes from bootstrap, as time does.
            case PORT_IMPLEMENTATIONS_ARE_ADAPTERS -> classes().that()
                    .implement(resideInAPackage(layout.portOut()).and(INTERFACES))
                    .and()
                    .resideOutsideOfPackage(layout.portOut())
                    .should()
                    .resideInAPackage(layout.adapters())
                    .orShould()
                    .haveFullyQualifiedName(layout.root() + ".bootstrap.wiring.UuidV7Generator");
            case SERVICES_ARE_USE_CASES -> noClasses().that()
                    .resideOutsideOfPackage(layout.service())
                    .should()
                    .dependOnClassesThat(resideInAPackage(layout.service()).and(not(useCases(layout))));
            case SERVICES_SHOW_NOTHING_ELSE -> classes().that(resideInAPackage(layout.service()).and(useCases(layout)))
                    .and()
                    .arePublic()
                    .should(haveOnlyMethodsOf(layout.portIn()));
            case ENVIRONMENT_IS_READ_IN_BOOTSTRAP -> noClasses().that()
                    .resideOutsideOfPackage(layout.bootstrap())
                    .should()
                    .callMethodWhere(target(System.class, "getenv"));
            case TIME_AND_CHANCE_COME_FROM_BOOTSTRAP -> noClasses().that()
                    .resideOutsideOfPackage(layout.bootstrap())
                    .should()
                    .callMethodWhere(
                            target(UUID.class, "randomUUID")
                                    .or(target(System.class, "currentTimeMillis"))
                                    .or(target(InstantSource.class, "system"))
                                    .or(
                                            describe(
                                                    "now() or system…() of java.time",
                                                    call -> call.getTargetOwner().getPackageName().equals("java.time")
                                                            && (call.getName().equals("now")
                                                                    || call.getName().startsWith("system")))));
            case NO_CYCLES -> classes().should(new PackageCycles());
            case PACKAGES_ARE_SMALL -> classes().should(shareAPackageWithFew());
            case STANDARD_STREAMS_ARE_THE_COMMAND_LINES -> noClasses().that()
                    .resideOutsideOfPackage(layout.commandLine())
                    .and()
                    .doNotHaveFullyQualifiedName(layout.root() + ".bootstrap.Main")
                    // The entry points of functions, whose log is the standard output.
                    .and()
                    .resideOutsideOfPackage(layout.root() + ".bootstrap.lambda..")
                    .should(ACCESS_STANDARD_STREAMS);
            case EVERY_PACKAGE_IS_NULL_MARKED -> classes().should(resideInANullMarkedPackage());
        };
    }

    private static ArchRule layers(Layout layout) {
        LayeredArchitecture layers = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("model")
                .definedBy(layout.model())
                .layer("port.in")
                .definedBy(layout.portIn())
                .layer("port.out")
                .definedBy(layout.portOut())
                .layer("service")
                .definedBy(layout.service())
                .layer("bootstrap")
                .definedBy(layout.bootstrap());
        for (String adapter : layout.adapterModules()) {
            layers = layers.layer(adapter).definedBy(layout.of("adapter." + adapter));
        }
        for (String adapter : layout.adapterModules()) {
            layers = layers.whereLayer(adapter).mayOnlyBeAccessedByLayers("bootstrap");
        }
        return layers.whereLayer("model")
                .mayNotAccessAnyLayer()
                .whereLayer("port.in")
                .mayOnlyBeAccessedByLayers("service", "http", "telemetry", "bootstrap")
                .whereLayer("port.out")
                .mayOnlyBeAccessedByLayers(
                        Stream.concat(Stream.of("service", "bootstrap"), layout.adapterModules().stream())
                                .toArray(String[]::new))
                .whereLayer("service")
                .mayOnlyBeAccessedByLayers("bootstrap")
                .whereLayer("bootstrap")
                .mayNotBeAccessedByAnyLayer()
                .ensureAllClassesAreContainedInArchitecture();
    }

    private static DescribedPredicate<JavaClass> useCases(Layout layout) {
        return assignableTo(resideInAPackage(layout.portIn())).as("use cases");
    }

    private static ClassesThat<ClassesShouldConjunction> noneButIn(String... packages) {
        return noClasses().that().resideOutsideOfPackages(packages).should().dependOnClassesThat();
    }

    private static DescribedPredicate<JavaCall<?>> target(Class<?> owner, String method) {
        return describe(
                owner.getSimpleName() + "." + method,
                call -> call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(method));
    }

    private static ArchCondition<JavaClass> haveOnlyMethodsOf(String interfaces) {
        return new ArchCondition<>("have no public methods but those of " + interfaces) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethods()
                        .stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(method -> !isOf(interfaces, method))
                        .forEach(method -> events.add(violated(method, method.getDescription() + " is public")));
            }
        };
    }

    private static ArchCondition<JavaClass> shareAPackageWithFew() {
        return new ArchCondition<>("share a package with fewer than " + MAX_CLASSES_OF_A_PACKAGE + " others") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                long classes = type.getPackage().getClasses().stream()
                        .map(JavaClass::getName)
                        // Neither nested classes nor arrays.
                        .filter(name -> !name.contains("$") && !name.startsWith("[") && !name.endsWith(".package-info"))
                        .count();
                if (classes > MAX_CLASSES_OF_A_PACKAGE) {
                    events.add(violated(type,
                            type.getDescription() + " is one of " + classes + " classes of its package"));
                }
            }
        };
    }

    private static boolean isOf(String interfaces, JavaMethod method) {
        String[] parameters =
                method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
        return method.getOwner()
                .getAllRawInterfaces()
                .stream()
                .filter(resideInAPackage(interfaces))
                .anyMatch(promised -> promised.tryGetMethod(method.getName(), parameters).isPresent());
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(violated(type, type.getDescription() + " resides in a package that is not"));
                }
            }
        };
    }
}
