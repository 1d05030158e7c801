package dev.darkroom.adapter.aws.provisioning;

import java.util.Optional;

/** One setting of the bucket or the table. Its methods may throw the SDK's exceptions. */
interface Setting {
    /** What the setting does, in a few words that can begin a sentence. */
    String name();

    /** How the setting is called if Darkroom can run without it. */
    Optional<OptionalSetting> option();

    /**
     * Reads the current state. If the bucket or the table does not exist yet, the state is absent; this is not a failure.
     *
     * @throws dev.darkroom.domain.model.StorageException.Corrupted if the state is wrong and cannot be changed
     */
    State inspect();

    /** Applies the setting, and waits until it is in effect. Call it only if {@link #inspect} returned absent or different. */
    void apply();

    /** A setting without which Darkroom cannot run. */
    interface Required extends Setting {
        @Override
        default Optional<OptionalSetting> option() {
            return Optional.empty();
        }
    }

    /** A setting after which a store may reject writes. */
    interface Revertible extends Setting {
        /** Reads the configuration, and returns a call that restores it. */
        Runnable undo();
    }

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
