package dev.darkroom.domain.port.in.operations;

/** Hears how far a long work has come. It is called by one thread at a time. */
public interface Progress {
    /**
     * Tells how much there is to do, before the first {@link #step}.
     *
     * @param images as far as is known: some may come or go meanwhile
     */
    void expect(long images);

    /** One more image is done with, whatever became of it. */
    void step();
}
