package dev.darkroom.adapter.http.upload.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arriving pictures, in memory or in a file. */
class SpoolTest {
    private static final int PIECE = SpoolMemory.PIECE_BYTES;
    private static final int MOST = SpoolMemory.MAX_PIECES_EACH * PIECE;

    @TempDir
    private Path folder;

    private Spool spool(SpoolMemory memory) {
        return new Spool(folder, memory, 10 * MOST, () -> new ProblemException(ErrorCode.TOO_LARGE, "Too large"));
    }

    private static byte[] write(Spool spool, int size, int atOnce) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        try (OutputStream out = spool.start()) {
            for (int at = 0; at < size; at += atOnce) {
                out.write(bytes, at, Math.min(atOnce, size - at));
            }
        }
        return bytes;
    }

    private static byte[] read(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, false", "65536, 8192, false", "65537, 65536, false", "200000, 3333, false",
        "1048576, 65536, false", "1048577, 65536, true", "1048577, 1048577, true", "3000000, 100000, true"})
    void theContentIsWhatWasWritten(int size, int atOnce, boolean isFile) throws IOException {
        SpoolMemory memory = new SpoolMemory(4 * MOST);
        try (Spool spool = spool(memory)) {
            byte[] bytes = write(spool, size, atOnce);

            Content received = spool.received();

            assertThat(received.sizeBytes()).isEqualTo(size);
            assertThat(read(received)).isEqualTo(bytes);
            assertThat(read(received)).as("again").isEqualTo(bytes);
            Checksum expected = Checksum.of(Checksum.newDigest().digest(bytes));
            assertThat(received.checksum()).isEqualTo(expected);
            assertThat(received.sha256()).isEqualTo(isFile ? expected : null);
            assertThat(received instanceof Content.FileContent).isEqualTo(isFile);
        }
        assertThat(folder).isEmptyDirectory();
        assertAllMemoryIsFree(memory);
    }

    @ParameterizedTest
    @ValueSource(ints = {65536, 3_000_000})
    void checksumMayBeComputedOnDemand(int size) throws IOException {
        SpoolMemory memory = new SpoolMemory(4 * MOST);
        try (Spool spool = spool(memory)) {
            byte[] bytes = new byte[size];
            try (OutputStream out = spool.startUnchecked()) {
                out.write(bytes);
            }

            assertThat(spool.received().sha256()).isNull();
            assertThat(spool.received().checksum()).isEqualTo(Checksum.of(Checksum.newDigest().digest(bytes)));
        }
    }

    private static void assertAllMemoryIsFree(SpoolMemory memory) {
        for (int i = 0; i < 4 * SpoolMemory.MAX_PIECES_EACH; i++) {
            assertThat(memory.take()).isNotNull();
        }
        assertThat(memory.take()).isNull();
    }

    @Test
    void withoutFreeMemoryAFileIsUsed() throws IOException {
        SpoolMemory memory = new SpoolMemory(3 * PIECE);
        try (Spool first = spool(memory); Spool second = spool(memory); Spool third = spool(memory)) {
            byte[] two = write(first, 2 * PIECE, PIECE);
            byte[] more = write(second, 2 * PIECE, PIECE);
            byte[] one = write(third, 1, 1);

            assertThat(first.received()).isInstanceOf(PiecesContent.class);
            assertThat(second.received()).isInstanceOf(Content.FileContent.class);
            assertThat(third.received()).as("what the second gave back").isInstanceOf(PiecesContent.class);
            assertThat(read(first.received())).isEqualTo(two);
            assertThat(read(second.received())).isEqualTo(more);
            assertThat(read(third.received())).isEqualTo(one);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPictureOverTheLimitLeavesNothing() {
        SpoolMemory memory = new SpoolMemory(4 * MOST);
        try (Spool spool = spool(memory)) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> write(spool, 10 * MOST + 1, PIECE));
        }
        assertThat(folder).isEmptyDirectory();
        assertAllMemoryIsFree(memory);
    }

    /** A placeholder that is still being made must not read another picture. */
    @Test
    void contentInMemoryCannotBeReadAfterTheSpoolIsClosed() throws IOException {
        SpoolMemory memory = new SpoolMemory(MOST);
        Content content;
        InputStream begun;
        try (Spool spool = spool(memory)) {
            byte[] bytes = write(spool, MOST, PIECE);
            content = spool.received();
            begun = content.open();
            assertThat(begun.readNBytes(PIECE)).isEqualTo(Arrays.copyOf(bytes, PIECE));
        }
        try (Spool other = spool(memory)) {
            byte[] _ = write(other, MOST, PIECE);

            assertThatExceptionOfType(IOException.class).isThrownBy(() -> begun.read());
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(content));
        }
    }
}
