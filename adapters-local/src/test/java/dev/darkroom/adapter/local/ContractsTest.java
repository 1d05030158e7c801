package dev.darkroom.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.port.out.BlobStore;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An adapter of a port that has a contract must pass it: {@code XTest implements PortContract} for an {@code X implements Port}. */
class ContractsTest {
    private static final String TESTKIT = "dev.darkroom.domain.testkit.";

    @Test
    void everyAdapterHasTheContractsOfItsPorts() throws Exception {
        List<String> missing = classes()
                .flatMap(adapter -> Arrays.stream(adapter.getInterfaces())
                        .filter(port -> port.getPackage().equals(BlobStore.class.getPackage()))
                        .map(port -> TESTKIT + port.getSimpleName() + "Contract")
                        .filter(ContractsTest::exists)
                        .filter(contract -> !isPassed(adapter, contract))
                        .map(contract -> adapter.getSimpleName() + " lacks " + contract))
                .toList();

        assertThat(missing).isEmpty();
    }

    private static Stream<Class<?>> classes() throws IOException, URISyntaxException {
        Path root = Path.of(LocalStorage.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path folder = root.resolve(LocalStorage.class.getPackageName().replace('.', '/'));
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .toList();
        }
        assertThat(names).contains("FilesystemBlobStore");
        return names.stream().map(name -> load(LocalStorage.class.getPackageName() + "." + name));
    }

    private static boolean isPassed(Class<?> adapter, String contract) {
        return exists(adapter.getName() + "Test")
                && load(contract).isAssignableFrom(load(adapter.getName() + "Test"));
    }

    private static boolean exists(String className) {
        return ContractsTest.class.getResource("/" + className.replace('.', '/') + ".class") != null;
    }

    private static Class<?> load(String className) {
        try {
            return Class.forName(className, false, ContractsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
