package dev.darkroom.adapter.aws.provisioning;

/**
 * One setting of the bucket or the table. Its methods may throw the SDK's exceptions, which {@link Provisioning}
 * translates.
 */
interface Setting {
    /** The name of the setting, for operators. */
    String name();

    /**
     * Reads the current state. If the bucket or the table does not exist yet, the state is absent; this is not a failure.
     *
     * @throws dev.darkroom.domain.model.StorageException.Corrupted if the state is wrong and cannot be changed
     */
    State inspect();

    /** Applies the setting, and waits until it is in effect. Call it only if {@link #inspect} returned absent or different. */
    void apply();

    /** The current state of a setting. */
    sealed interface State {
        record AsWanted() implements State {}

        record Absent() implements State {}

        record Different() implements State {}

        /**
         * The setting must not be applied here.
         *
         * @param why the reason, as a clause
         */
        record Unsuitable(String why) implements State {}
    }
}
