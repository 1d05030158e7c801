package dev.darkroom.bootstrap.suite.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The table "When something is down" of docs/reliability.md, which tests compare with a running service. */
final class ReliabilityTable {
    /** The row without a failure. */
    static final String NO_FAILURE = "nothing";

    /** The cell of a call that does not use Darkroom. */
    static final String NOT_APPLICABLE = "–";

    private static final Path FILE = Path.of("..", "docs", "reliability.md");

    private ReliabilityTable() {}

    /** The status of each call during a failure, by the name of the call. */
    static Map<String, String> row(String failure) {
        List<String> row = cells(failure);
        List<String> headings = cells("trouble");
        Map<String, String> answers = new LinkedHashMap<>();
        for (String call : EveryCall.NAMES) {
            answers.put(call, row.get(headings.indexOf(call)));
        }
        return answers;
    }

    private static List<String> cells(String first) {
        String start = "| " + first + " |";
        try (Stream<String> lines = Files.lines(FILE)) {
            List<String> found = lines.filter(line -> line.startsWith(start)).toList();
            assertThat(found).as(first).hasSize(1);
            return Stream.of(found.getFirst().split("\\|", -1)).skip(1).map(String::strip).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
