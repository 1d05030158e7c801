package dev.darkroom.bootstrap.configuration;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a misspelled one probably means. */
public final class Typos {
    /** The largest edit distance between an unknown name and the suggested one. */
    private static final int MAX_DISTANCE = 2;

    private Typos() {}

    /** The most similar of some names, if one is similar. */
    public static Optional<String> suggestionFor(String name, Collection<String> names) {
        return names.stream()
                .filter(known -> distance(name, known) <= MAX_DISTANCE)
                .min(Comparator.comparingInt(known -> distance(name, known)));
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
