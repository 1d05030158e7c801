package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.IdGenerator;
import dev.darkroom.domain.port.out.security.SigningKeys;
import dev.darkroom.domain.testkit.fixture.SequentialIds;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemorySigningKeys;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

class AdaptersHaveContractsTest {
    /** Has a test class that names it. */
    static class Named implements SigningKeys {
        @Override
        public SecretKey key(String purpose) {
            throw new UnsupportedOperationException();
        }
    }

    /** Has no test class of its own. */
    static final class Unnamed extends Named {}

    private abstract static class TestOfNamed implements SigningKeysContract {
        @Override
        public Named testee() {
            throw new UnsupportedOperationException();
        }
    }

    // Not named …Test, and never run: these only have to be found.
    private static final class Runs extends TestOfNamed {}

    private static final class RunsAgainstThePort implements SigningKeysContract {
        @Override
        public SigningKeys testee() {
            throw new UnsupportedOperationException();
        }
    }

    static final class HasTheMethodAlone {
        @SuppressWarnings("unused") // It is found by its name.
        public Unnamed testee() {
            return new Unnamed();
        }
    }

    private interface Ids extends IdGenerator {}

    private static final class TwoPorts extends Named implements Ids {
        @Override
        public ImageId next(Instant time) {
            throw new UnsupportedOperationException();
        }
    }

    private static List<String> missing(List<Class<?>> adapters, Class<?>... tests) {
        return AdaptersHaveContracts.missing(adapters, List.of(tests), AdaptersHaveContracts::contractOf);
    }

    @Test
    void adapterIsCoveredByATestWhoseTesteeHasItsClass() {
        assertThat(missing(List.of(Named.class), String.class, Runs.class)).isEmpty();
    }

    @Test
    void adapterWithoutATestIsReported() {
        assertThat(missing(List.of(Named.class, InMemoryBlobStore.class), Runs.class, BlobStoreContract.class))
                .containsExactly(
                        "No test class with a method \"InMemoryBlobStore testee\" implements BlobStoreContract");
    }

    @Test
    void testOfAnotherAdapterOfTheSamePortDoesNotCount() {
        assertThat(missing(List.of(Named.class, Unnamed.class, InMemorySigningKeys.class), Runs.class))
                .containsExactly(
                        "No test class with a method \"InMemorySigningKeys testee\" implements SigningKeysContract",
                        "No test class with a method \"Unnamed testee\" implements SigningKeysContract");
    }

    @Test
    void testWhoseTesteeIsThePortDoesNotCount() {
        assertThat(missing(List.of(Named.class), RunsAgainstThePort.class)).hasSize(1);
    }

    @Test
    void abstractTestDoesNotCount() {
        assertThat(missing(List.of(Named.class), TestOfNamed.class)).hasSize(1);
    }

    @Test
    void methodOutsideAContractDoesNotCount() {
        assertThat(missing(List.of(Unnamed.class), HasTheMethodAlone.class)).hasSize(1);
    }

    @Test
    void eachPortOfAnAdapterNeedsItsContract() {
        assertThat(missing(List.of(TwoPorts.class), Runs.class))
                .containsExactly(
                        "No test class with a method \"TwoPorts testee\" implements IdGeneratorContract",
                        "No test class with a method \"TwoPorts testee\" implements SigningKeysContract");
    }

    @Test
    void portWithoutAContractIsReported() {
        assertThat(AdaptersHaveContracts.missing(List.of(Named.class), List.of(Runs.class), _ -> Optional.empty()))
                .containsExactly("The port SigningKeys of Named has no contract");
    }

    @Test
    void catalogNeedsATestOfItsCosts() {
        assertThat(AdaptersHaveContracts.withoutCosts(
                List.of(InMemoryImageCatalog.class, Named.class), List.of(Runs.class)))
                .containsExactly(
                        "No test class with a method \"InMemoryImageCatalog testee\" implements PageCostContract");
    }

    @Test
    void adaptersAreConcreteClassesThatImplementAPort() {
        assertThat(Stream.of(Named.class, Unnamed.class, TwoPorts.class, Ids.class, IdGenerator.class, String.class)
                .filter(AdaptersHaveContracts::isAdapter))
                .containsExactly(Named.class, Unnamed.class, TwoPorts.class);
    }

    private static List<Class<?>> classesBeside(Class<?> type) throws IOException, URISyntaxException {
        return AdaptersHaveContracts.classesIn(
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }

    @Test
    void everyPortHasAContract() throws IOException, URISyntaxException {
        List<Class<?>> ports =
                classesBeside(BlobStore.class).stream().filter(AdaptersHaveContracts::isPort).toList();

        assertThat(ports).hasSizeGreaterThan(10);
        assertThat(ports)
                .filteredOn(port -> AdaptersHaveContracts.contractOf(port).isEmpty())
                .isEmpty();
    }

    @Test
    void everyInMemoryAdapterPassesTheContractOfItsPort() throws IOException, URISyntaxException {
        List<Class<?>> classes = classesBeside(InMemoryBlobStore.class);
        List<Class<?>> inMemory = classes.stream()
                .filter(AdaptersHaveContracts::isAdapter)
                .filter(type -> type.getPackage().equals(InMemoryBlobStore.class.getPackage())
                        || type.equals(SequentialIds.class))
                .toList();

        assertThat(inMemory).hasSizeGreaterThan(5);
        assertThat(AdaptersHaveContracts.missing(inMemory, classes, AdaptersHaveContracts::contractOf)).isEmpty();
    }
}
