package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStoreTest;
import dev.darkroom.domain.testkit.memory.InMemorySigningKeys;
import dev.darkroom.domain.testkit.memory.InMemorySigningKeysTest;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptersHaveContractsTest {
    @Test
    void anAdapterWithATestThatRunsItsContractIsFine() {
        assertThat(AdaptersHaveContracts.missing(
                List.of(InMemoryBlobStore.class), List.of(String.class, InMemoryBlobStoreTest.class)))
                .isEmpty();
    }

    @Test
    void anAdapterWithoutIsNamed() {
        assertThat(AdaptersHaveContracts.missing(
                List.of(InMemoryBlobStore.class, InMemorySigningKeys.class),
                List.of(BlobStoreContract.class, InMemorySigningKeysTest.class)))
                .containsExactly("BlobStoreContract is not run for each of [InMemoryBlobStore]");
    }

    @Test
    void oneTestIsNotEnoughForTwoAdapters() {
        assertThat(AdaptersHaveContracts.missing(
                List.of(InMemoryBlobStore.class, InMemoryBlobStore.class),
                List.of(InMemoryBlobStoreTest.class)))
                .hasSize(1);
    }
}
