package dev.darkroom.adapter.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EveryPortHasAContractTest {
    @Test
    void everyPortOfTheStorageIsUnderItsContract() {
        List<String> ports = Arrays.stream(AwsStorage.class.getMethods())
                .map(method -> method.getReturnType())
                .filter(type -> type.getPackageName().equals("dev.darkroom.domain.port.out"))
                .map(type -> type.getSimpleName() + "Contract")
                .toList();
        Stream<String> contracts = Arrays.stream(AwsContracts.class.getDeclaredClasses())
                .flatMap(nested -> Arrays.stream(nested.getInterfaces()))
                .map(Class::getSimpleName);

        assertThat(ports).hasSizeGreaterThanOrEqualTo(4);
        assertThat(contracts).containsAll(ports);
    }
}
