package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that each adapter of a module passes the contract of each port that it implements. A test class of the module
 * implements this interface.
 *
 * <p>The contract of a port {@code X} is the interface {@code XContract} of this package; {@link #COSTS} are further ones. A test class runs it against an
 * adapter if it implements the contract and its method {@code testee} has the class of the adapter as its return type. A
 * return type that is only the port does not count, because it does not tell which adapter is tested.
 */
public interface AdaptersHaveContracts {
    /** What calls of a port cost. */
    Map<Class<?>, Class<?>> COSTS = Map.of(ImageCatalog.class, PageCostContract.class);

    /** Adapters of this module whose contracts run in another module; empty unless a test class overrides it. */
    default Set<Class<?>> testedInAnotherModule() {
        return Set.of();
    }

    /** Adapters that only call another one, so that their costs are those of the other one; empty unless a test class overrides it. */
    default Set<Class<?>> withoutOwnCosts() {
        return Set.of();
    }

    @Test
    default void everyAdapterPassesTheContractOfItsPort() throws IOException, URISyntaxException {
        Path tests = Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> adapters =
                classesIn(tests.resolveSibling("classes")).stream().filter(AdaptersHaveContracts::isAdapter).toList();

        assertThat(adapters).isNotEmpty().containsAll(testedInAnotherModule());
        assertThat(missing(
                adapters.stream().filter(adapter -> !testedInAnotherModule().contains(adapter)).toList(),
                classesIn(tests),
                AdaptersHaveContracts::contractOf)).isEmpty();
        assertThat(adapters).containsAll(withoutOwnCosts());
        assertThat(withoutCosts(
                adapters.stream().filter(adapter -> !withoutOwnCosts().contains(adapter)).toList(),
                classesIn(tests))).isEmpty();
    }

    /** A sentence for each adapter whose costs no test class measures. */
    static List<String> withoutCosts(List<Class<?>> adapters, List<Class<?>> tests) {
        return adapters.stream()
                .flatMap(adapter -> portsOf(adapter)
                        .flatMap(port -> Stream.ofNullable(COSTS.get(port)))
                        .flatMap(contract -> notRun(contract, adapter, tests).stream()))
                .sorted()
                .toList();
    }

    /**
     * A sentence for each port of an adapter that has no contract, and for each contract that does not run against an adapter.
     *
     * @param contracts gives the contract of a port
     */
    static List<String> missing(
            List<Class<?>> adapters, List<Class<?>> tests, Function<Class<?>, Optional<Class<?>>> contracts) {
        return adapters.stream()
                .flatMap(adapter -> portsOf(adapter)
                        .map(port -> contracts.apply(port)
                                .map(contract -> notRun(contract, adapter, tests))
                                .orElseGet(() -> Optional.of("The port " + port.getSimpleName() + " of "
                                        + adapter.getSimpleName() + " has no contract")))
                        .flatMap(Optional::stream))
                .sorted()
                .toList();
    }

    private static Optional<String> notRun(Class<?> contract, Class<?> adapter, List<Class<?>> tests) {
        return tests.stream().anyMatch(test -> runs(contract, adapter, test))
                ? Optional.empty()
                : Optional.of("No test class with a method \"" + adapter.getSimpleName() + " testee\" implements "
                        + contract.getSimpleName());
    }

    /** Whether a class implements a port. Interfaces and abstract classes are not adapters; their subclasses are. */
    static boolean isAdapter(Class<?> type) {
        return !Modifier.isAbstract(type.getModifiers()) && portsOf(type).findAny().isPresent();
    }

    private static Stream<Class<?>> portsOf(Class<?> type) {
        return interfacesOf(type).filter(AdaptersHaveContracts::isPort).distinct();
    }

    /** All interfaces of a class, inherited ones too. */
    private static Stream<Class<?>> interfacesOf(Class<?> type) {
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .flatMap(parent -> Stream.concat(
                        parent.isInterface() ? Stream.of(parent) : Stream.empty(), interfacesOf(parent)));
    }

    /** Whether a class is an outbound port. Interfaces within a port are parts of it, without a contract of their own. */
    static boolean isPort(Class<?> type) {
        String packages = BlobStore.class.getPackageName().replaceAll("[^.]+$", "");
        return type.isInterface() && type.getEnclosingClass() == null && type.getPackageName().startsWith(packages);
    }

    /** The contract of a port; empty if there is none. */
    static Optional<Class<?>> contractOf(Class<?> port) {
        String name = AdaptersHaveContracts.class.getPackageName() + "." + port.getSimpleName() + "Contract";
        try {
            return Optional.of(Class.forName(name, false, AdaptersHaveContracts.class.getClassLoader()));
        } catch (ClassNotFoundException none) {
            return Optional.empty();
        }
    }

    private static boolean runs(Class<?> contract, Class<?> adapter, Class<?> test) {
        return !Modifier.isAbstract(test.getModifiers())
                && contract.isAssignableFrom(test)
                && testeeOf(contract, test).equals(adapter);
    }

    /** The class that a test class runs a contract against: the return type with which it overrides {@code testee}. */
    private static Class<?> testeeOf(Class<?> contract, Class<?> test) {
        Method declared = Arrays.stream(contract.getMethods())
                .filter(method -> method.getName().equals("testee"))
                .findAny()
                .orElseThrow(() -> new IllegalStateException(contract + " has no method \"testee\""));
        try {
            return test.getMethod(declared.getName(), declared.getParameterTypes()).getReturnType();
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("A class has the methods of its interfaces", e);
        }
    }

    /** All classes below a folder of class files, nested ones too. */
    static List<Class<?>> classesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
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
