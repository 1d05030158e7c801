package dev.darkroom.bootstrap.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.problem.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for authors of clients is complete. */
class ClientPageTest {
    /** A row of the table of errors. */
    private static final Pattern ERROR =
            Pattern.compile("^\\| `([a-z_]+)` \\| (\\d{3}) \\| .+ \\| .+ \\|$", Pattern.MULTILINE);

    @Test
    void everyErrorCodeHasARowWithItsStatus() throws IOException {
        String page = Files.readString(Path.of("../docs/clients.md"));

        List<String> rows = ERROR.matcher(page).results().map(row -> row.group(1) + " " + row.group(2)).toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Stream.of(ErrorCode.values()).map(error -> error.code() + " " + error.status()).toList());
    }
}
