package dev.darkroom.adapter.aws.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The table of {@code docs/costs.md} that says what each operation costs, so that a test can tell when it is wrong. */
public final class CostsPage {
    private static final Path FILE = Path.of("..", "docs", "costs.md");

    private CostsPage() {}

    /** The line of an operation that was counted, as it should be in the page. */
    public static String line(String operation, RecordedOperations.Cost cost) {
        List<String> s3 = cost.s3Operations();
        return "| %s | %s | %s | %d | %s |".formatted(
                operation,
                number(cost.writeUnits()),
                number(cost.readUnits()),
                cost.dynamoDbRequests(),
                s3.isEmpty() ? "none" : String.join(", ", s3));
    }

    /** The line of a page that is listed: what it costs depends a little on how the images fall into shards. */
    public static String lineOfPage(String operation, double mostReadUnits) {
        return "| %s | 0 | at most %s | | none |".formatted(operation, number(mostReadUnits));
    }

    private static String number(double units) {
        return units == Math.rint(units) ? String.valueOf((long) units) : String.format(Locale.ROOT, "%.1f", units);
    }

    /** All lines of the page's tables. */
    public static List<String> lines() {
        try (Stream<String> lines = Files.lines(FILE)) {
            return lines.filter(line -> line.startsWith("| ")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
