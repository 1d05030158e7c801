package dev.darkroom.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineMemoryTest {
    private static final long MIB = 1024 * 1024;
    private static final int PROCESSORS = 4;

    @ParameterizedTest
    @CsvSource(textBlock = """
            # memory, for renditions, workers, for uploads in memory
            128     , 32            , 1      , 32
            256     , 64            , 1      , 64
            384     , 128           , 1      , 96
            512     , 192           , 2      , 128
            608     , 192           , 4      , 152
            1048576 , 192           , 4      , 262144
            """)
    void defaultsFollowTheMemory(long memory, long renditions, int workers, long uploads) {
        MachineMemory machine = new MachineMemory(memory * MIB);

        assertThat(machine.renderBytes()).isEqualTo(renditions * MIB);
        assertThat(machine.workers(PROCESSORS)).isEqualTo(workers);
        assertThat(machine.spoolBytes()).isEqualTo(uploads * MIB);
    }

    @Test
    void memoryOfThisMachineIsKnown() {
        assertThat(MachineMemory.read().spoolBytes()).isGreaterThan(32 * MIB);
    }
}
