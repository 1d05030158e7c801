package dev.darkroom.bootstrap.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Which test runs when. The name of a class is its tier: {@code …Test} runs with {@code mvn test}, {@code …IT} with
 * {@code mvn verify}.
 */
enum TierRule {
    /** A unit test starts no process, no emulator and no browser, itself or by what it uses. */
    UNIT_TESTS_ARE_QUICK {
        @Override
        ArchRule rule() {
            return noClasses().that()
                    .haveSimpleNameEndingWith("Test")
                    .should()
                    .transitivelyDependOnClassesThat(
                            belongToAnyOf(ProcessBuilder.class)
                                    .or(resideInAPackage("software.amazon.dynamodb.services.local.."))
                                    .or(resideInAPackage("org.gaul.s3proxy.."))
                                    .or(resideInAPackage("org.testcontainers.."))
                                    .or(resideInAPackage("com.microsoft.playwright..")));
        }
    },

    /** Maven finds test classes by their names: a test in another class is never run, unless it is asked for. */
    TESTS_ARE_FOUND_BY_NAME {
        @Override
        ArchRule rule() {
            return classes().that(HAVE_TESTS)
                    .and()
                    .areTopLevelClasses()
                    .and()
                    .areNotInterfaces()
                    .and()
                    .doNotHaveModifier(JavaModifier.ABSTRACT)
                    .should()
                    .haveSimpleNameEndingWith("Test")
                    .orShould()
                    .haveSimpleNameEndingWith("IT")
                    .orShould()
                    .haveSimpleNameEndingWith("Benchmark");
        }
    };

    private static final DescribedPredicate<JavaClass> HAVE_TESTS = describe(
            "have methods that JUnit runs",
            type -> type.getAllMethods()
                    .stream()
                    .anyMatch(method -> method.isMetaAnnotatedWith("org.junit.platform.commons.annotation.Testable")
                            || method.isAnnotatedWith("org.junit.platform.commons.annotation.Testable")));

    abstract ArchRule rule();
}
