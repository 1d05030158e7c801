package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The table "When something is down" of docs/reliability.md: what it says, the tests hold against running services. */
final class ReliabilityTable {
    /** The row of a day without trouble. */
    static final String NOTHING = "nothing";

    /** A cell of what does not pass through Darkroom. */
    static final String NOT_ASKED = "–";

    private static final Path FILE = Path.of("..", "docs", "reliability.md");

    private ReliabilityTable() {}

    /** What each call answers in a trouble, by the heading of its column. */
    static Map<String, String> row(String trouble) {
        List<String> row = cells(trouble);
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
