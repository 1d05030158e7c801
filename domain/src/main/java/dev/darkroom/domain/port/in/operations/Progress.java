package dev.darkroom.domain.port.in.operations;

/** Receives the progress of a long-running operation. It is called by one thread at a time. */
public interface Progress {
    /**
     * Receives the expected number of images, before the first {@link #step}.
     *
     * @param images the number that is known; it may change during the operation
     */
    void expect(long images);

    /** One more image was processed, with any result. */
    void step();
}
