package dev.darkroom.adapter.aws.provisioning;

/**
 * One thing that is wanted of the bucket or the table. Its calls may throw the SDK's exceptions, which {@link
 * Provisioning} tells apart.
 */
interface Setting {
    /** What it is about, as whoever runs the service would say it. */
    String name();

    /**
     * Asks how it is now. Nothing is absent rather than a failure where the bucket or the table itself is still missing.
     *
     * @throws dev.darkroom.domain.model.StorageException.Corrupted when it is in a way that can't be changed
     */
    State inspect();

    /** Makes it as wanted, after {@link #inspect} said that it is absent or different, and waits until it is. */
    void apply();

    /** How it is now. */
    sealed interface State {
        record AsWanted() implements State {}

        record Absent() implements State {}

        record Different() implements State {}

        /** It is better not touched here. */
        record Unsuitable(String why) implements State {}
    }
}
