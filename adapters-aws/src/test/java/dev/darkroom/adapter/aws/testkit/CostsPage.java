package dev.darkroom.adapter.aws.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The table of operations and their costs in {@code docs/costs.md}, so that tests can check it. */
public final class CostsPage {
    private static final Path FILE = Path.of("..", "docs", "costs.md");

    private CostsPage() {}

    /** The line that the page must contain for an operation with this cost. */
    public static String line(String operation, RecordedOperations.Cost cost) {
        List<String> s3 = cost.s3Operations();
        return "| %s | %s | %s | %d | %s |".formatted(
                operation,
                number(cost.writeUnits()),
                number(cost.readUnits()),
                cost.dynamoDbRequests(),
                s3.isEmpty() ? "none" : String.join(", ", s3));
    }

    /** The line for a page of a list. Its cost varies with the distribution of the images over the shards. */
    public static String lineOfPage(String operation, double maxReadUnits) {
        return "| %s | 0 | at most %s | | none |".formatted(operation, number(maxReadUnits));
    }

    private static String number(double units) {
        return units == Math.rint(units) ? String.valueOf((long) units) : String.format(Locale.ROOT, "%.1f", units);
    }

    /** The lines of all tables of the page. */
    public static List<String> lines() {
        try (Stream<String> lines = Files.lines(FILE)) {
            return lines.filter(line -> line.startsWith("| ")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
