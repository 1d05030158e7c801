package dev.darkroom.adapter.aws.provisioning;

import dev.darkroom.adapter.aws.client.Bucket;
import dev.darkroom.adapter.aws.client.WriteProbe;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates a bucket or a table, or brings an existing one to the wanted state. It
 * reads first and changes only what differs, so it can be repeated at any time, also after a failure half-way.
 * Thread-safe.
 */
public final class Provisioning {
    private final List<Resource> resources;

    private Provisioning(List<Resource> resources) {
        this.resources = resources;
    }

    /** A bucket or a table: its settings, and how to call the service that has it. */
    private interface Resource {
        List<Setting> settings(Set<String> corsOrigins);

        /** Null if it has no objects. */
        @Nullable
        WriteProbe probe();

        void call(Runnable calls);
    }

    /**
     * Provisions a bucket.
     *
     * @param probe writes and removes an object of the same bucket
     */
    public static Provisioning of(Bucket bucket, String region, WriteProbe probe) {
        return new Provisioning(List.of(new Resource() {
            @Override
            public List<Setting> settings(Set<String> corsOrigins) {
                return BucketSettings.of(bucket, region, corsOrigins);
            }

            @Override
            public WriteProbe probe() {
                return probe;
            }

            @Override
            public void call(Runnable calls) {
                bucket.call(() -> {
                    calls.run();
                    return true;
                });
            }
        }));
    }

    /** Provisions a table. */
    public static Provisioning of(Table table) {
        return new Provisioning(List.of(new Resource() {
            @Override
            public List<Setting> settings(Set<String> corsOrigins) {
                return TableSettings.of(table);
            }

            @Override
            public @Nullable WriteProbe probe() {
                return null;
            }

            @Override
            public void call(Runnable calls) {
                table.call(() -> {
                    calls.run();
                    return true;
                });
            }
        }));
    }

    /** Provisions this, and then the other. */
    public Provisioning and(Provisioning other) {
        return new Provisioning(Stream.concat(resources.stream(), other.resources.stream()).toList());
    }

    /** The outcome of one setting. In a dry run, the outcome that it would have. */
    public sealed interface Outcome {
        /** The setting did not exist and was created. */
        record Made() implements Outcome {}

        /** The setting had another value and was changed. */
        record Changed() implements Outcome {}

        /** The setting already had the wanted value. */
        record AsWanted() implements Outcome {}

        /**
         * The endpoint does not implement this setting. This is usual for emulators and S3-compatible stores.
         *
         * @param answer the response of the endpoint
         */
        record NotSupported(String answer) implements Outcome {}

        /**
         * The setting was neither created nor changed.
         *
         * @param why the reason, as a clause
         */
        record Left(String why) implements Outcome {}

        /** The setting was left out, as requested. */
        record Skipped() implements Outcome {}

        /**
         * The setting was applied and reverted, because the store rejected writes while it was in effect.
         *
         * @param answer the response of the store to a write
         */
        record Reverted(String answer) implements Outcome {}

        /**
         * The endpoint refused this setting for another reason than that it does not implement it, or rejects writes.
         *
         * @param answer the response of the endpoint
         */
        record Failed(String answer) implements Outcome {}
    }

    /**
     * @param setting what the setting does, in a few words that can begin a sentence
     * @param option how the setting is called, or empty if it cannot be left out
     */
    public record Step(String setting, Optional<OptionalSetting> option, Outcome outcome) {}

    /** Does the same as {@link #provision(Set, Set, Consumer)} with all settings but CORS, and returns the steps. */
    public List<Step> provision() {
        List<Step> steps = new ArrayList<>();
        provision(Set.of(), Set.of(), steps::add);
        return List.copyOf(steps);
    }

    /**
     * Creates missing settings, changes those that differ, and waits until each is in effect, for up to two minutes. A refused
     * optional setting is a step, and the settings after it are applied.
     *
     * @param corsOrigins the origins, such as {@code https://example.org}, whose pages may upload directly to the bucket; if
     *     empty, the bucket's CORS configuration is not changed
     * @param skipped the settings to leave out
     * @param done receives each step after it is done
     * @throws dev.darkroom.domain.model.StorageException.Unavailable if the service does not respond, takes longer, or refuses the
     *     bucket, the table or an index; earlier steps stay in effect
     * @throws dev.darkroom.domain.model.StorageException.Corrupted if the table exists with a different key schema
     */
    public void provision(Set<String> corsOrigins, Set<OptionalSetting> skipped, Consumer<Step> done) {
        run(corsOrigins, skipped, done, false);
    }

    /** Passes the steps of {@link #provision(Set, Set, Consumer)} to the consumer, and changes nothing. */
    public void dryRun(Set<String> corsOrigins, Set<OptionalSetting> skipped, Consumer<Step> step) {
        run(corsOrigins, skipped, step, true);
    }

    private void run(Set<String> corsOrigins, Set<OptionalSetting> skipped, Consumer<Step> done, boolean dry) {
        for (Resource resource : resources) {
            SettingsRun run = new SettingsRun(resource.probe(), skipped, dry, done);
            resource.call(() -> run.apply(resource.settings(corsOrigins)));
        }
    }
}
