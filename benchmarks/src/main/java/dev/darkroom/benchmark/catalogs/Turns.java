package dev.darkroom.benchmark.catalogs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Figures of several candidates that are measured in turns, so that a slow minute of the machine affects all of them. */
record Turns(List<List<Double>> figures) {
    /** Measures something once. */
    interface Candidate {
        double measure() throws Exception;
    }

    /** Measures each candidate once for each turn. A first turn is not counted. */
    static Turns of(int turns, Candidate... candidates) throws Exception {
        List<List<Double>> figures = new ArrayList<>();
        Arrays.stream(candidates).forEach(_ -> figures.add(new ArrayList<>()));
        for (int turn = 0; turn <= turns; turn++) {
            for (int i = 0; i < candidates.length; i++) {
                double figure = candidates[i].measure();
                if (turn > 0) {
                    figures.get(i).add(figure);
                }
            }
        }
        return new Turns(figures);
    }

    double median(int candidate) {
        return median(figures.get(candidate));
    }

    /** The median of the ratios of two candidates in the same turn. */
    double ratio(int candidate, int other) {
        List<Double> ratios = new ArrayList<>();
        for (int turn = 0; turn < figures.get(candidate).size(); turn++) {
            ratios.add(figures.get(candidate).get(turn) / figures.get(other).get(turn));
        }
        return median(ratios);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
