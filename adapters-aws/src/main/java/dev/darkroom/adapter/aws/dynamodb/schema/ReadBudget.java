package dev.darkroom.adapter.aws.dynamodb.schema;

import java.util.concurrent.atomic.DoubleAdder;

/** The read units that one page may consume. Thread-safe. */
public final class ReadBudget {
    private final double units;
    private final DoubleAdder spent = new DoubleAdder();

    public ReadBudget(double units) {
        this.units = units;
    }

    public void spend(double readUnits) {
        spent.add(readUnits);
    }

    public boolean isSpent() {
        return spent.sum() >= units;
    }
}
