package dev.darkroom.adapter.aws;

import java.util.concurrent.atomic.DoubleAdder;

/** How many read units a page may still cost. Thread-safe. */
final class ReadBudget {
    private final double units;
    private final DoubleAdder spent = new DoubleAdder();

    ReadBudget(double units) {
        this.units = units;
    }

    void spend(double readUnits) {
        spent.add(readUnits);
    }

    boolean isSpent() {
        return spent.sum() >= units;
    }
}
