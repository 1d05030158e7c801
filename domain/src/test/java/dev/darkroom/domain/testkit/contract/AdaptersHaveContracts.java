package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks a module: for each of its adapters whose port has a contract there is a class of its tests that runs the
 * contract. A test class of the module implements this and adds nothing.
 */
public interface AdaptersHaveContracts {
    /** The packages of the outbound ports. */
    String OUTBOUND_PORTS = "dev.darkroom.domain.port.out.";

    @Test
    default void everyAdapterHasATestThatRunsTheContractOfItsPort() throws IOException, URISyntaxException {
        Path tests = Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> adapters = classesIn(tests.resolveSibling("classes"));

        assertThat(contractsOf(adapters)).isNotEmpty();
        assertThat(missing(adapters, classesIn(tests))).isEmpty();
    }

    /** What is missing, a sentence each. A contract must be run by as many classes as there are adapters of its port. */
    static List<String> missing(List<Class<?>> adapters, List<Class<?>> tests) {
        return contractsOf(adapters).entrySet().stream()
                .filter(asked -> tests.stream().filter(test -> runs(asked.getKey(), test)).count() < asked.getValue()
                        .size())
                .map(asked -> asked.getKey().getSimpleName() + " is not run for each of "
                        + asked.getValue().stream().map(Class::getSimpleName).sorted().toList())
                .sorted()
                .toList();
    }

    private static boolean runs(Class<?> contract, Class<?> test) {
        return !test.isInterface() && contract.isAssignableFrom(test);
    }

    /** Each contract that the adapters must pass, with those adapters. */
    private static Map<Class<?>, List<Class<?>>> contractsOf(List<Class<?>> adapters) {
        return adapters.stream()
                .flatMap(adapter -> Arrays.stream(adapter.getInterfaces())
                        .filter(port -> port.getPackageName().startsWith(OUTBOUND_PORTS))
                        .flatMap(port -> contractOf(port).stream())
                        .map(contract -> Map.<Class<?>, Class<?>>entry(contract, adapter)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static Optional<Class<?>> contractOf(Class<?> port) {
        String name = AdaptersHaveContracts.class.getPackageName() + "." + port.getSimpleName() + "Contract";
        try {
            return Optional.of(Class.forName(name, false, AdaptersHaveContracts.class.getClassLoader()));
        } catch (ClassNotFoundException none) {
            return Optional.empty();
        }
    }

    private static List<Class<?>> classesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
                    .<Class<?>>map(file -> load(file.substring(0, file.length() - ".class".length())
                            .replace(folder.getFileSystem().getSeparator(), ".")))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, AdaptersHaveContracts.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
