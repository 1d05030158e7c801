package dev.darkroom.bootstrap.configuration;

import java.util.Arrays;
import java.util.Optional;

/** Finds the variable that a misspelled name probably means. */
final class Typos {
    /** The largest edit distance between an unknown name and the suggested one. */
    private static final int MAX_DISTANCE = 2;

    private Typos() {}

    /** A variable with a similar name. */
    static Optional<Variable> suggestionFor(String name) {
        return Arrays.stream(Variable.values())
                .filter(variable -> distance(name, variable.name()) <= MAX_DISTANCE)
                .findFirst();
    }

    /** The Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, column -> column);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
