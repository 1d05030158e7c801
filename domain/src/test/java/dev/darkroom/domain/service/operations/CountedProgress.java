package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.port.in.operations.Progress;

/** Counts the reported progress. */
final class CountedProgress implements Progress {
    private long expected = -1;
    private long steps;

    @Override
    public void expect(long images) {
        expected = images;
    }

    @Override
    public void step() {
        if (expected < 0) {
            throw new AssertionError("A step before anything was expected");
        }
        steps++;
    }

    long expected() {
        return expected;
    }

    long steps() {
        return steps;
    }
}
