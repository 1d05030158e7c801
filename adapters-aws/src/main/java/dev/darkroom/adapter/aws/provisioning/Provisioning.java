package dev.darkroom.adapter.aws.provisioning;

import dev.darkroom.adapter.aws.client.Bucket;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Creates a bucket or a table, or brings an existing one to the wanted state. It
 * reads first and changes only what differs, so it can be repeated at any time, also after a failure half-way.
 * Thread-safe.
 */
public final class Provisioning {
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NOT_IMPLEMENTED = 501;
    /** The error codes with which stores and emulators reject operations that they do not implement. */
    private static final Set<String> UNKNOWN_OPERATION = Set.of(
            "NotImplemented",
            "MethodNotAllowed",
            "UnknownOperation",
            "UnknownOperationException",
            "UnsupportedOperationException");

    private final List<Resource> resources;

    private Provisioning(List<Resource> resources) {
        this.resources = resources;
    }

    /** A bucket or a table: its settings, and how to call the service that has it. */
    private interface Resource {
        List<Setting> settings(Set<String> corsOrigins);

        Step call(Supplier<Step> step);
    }

    /** Provisions a bucket. */
    public static Provisioning of(Bucket bucket, String region) {
        return new Provisioning(List.of(new Resource() {
            @Override
            public List<Setting> settings(Set<String> corsOrigins) {
                return BucketSettings.of(bucket, region, corsOrigins);
            }

            @Override
            public Step call(Supplier<Step> step) {
                return bucket.call(step);
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
            public Step call(Supplier<Step> step) {
                return table.call(step);
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

        /** The endpoint does not implement this setting. This is usual for emulators and S3-compatible stores. */
        record NotSupported() implements Outcome {}

        /**
         * The setting was neither created nor changed.
         *
         * @param why the reason, as a clause
         */
        record Left(String why) implements Outcome {}
    }

    /** @param setting the name of the setting, in a few words that can begin a sentence */
    public record Step(String setting, Outcome outcome) {}

    /** Does the same as {@link #provision(Set, Consumer)} without CORS origins, and returns the steps. */
    public List<Step> provision() {
        List<Step> steps = new ArrayList<>();
        provision(Set.of(), steps::add);
        return List.copyOf(steps);
    }

    /**
     * Creates missing settings, changes those that differ, and waits until each is in effect, for up to two minutes.
     *
     * @param corsOrigins the origins, such as {@code https://example.org}, whose pages may upload directly to the bucket; if
     *     empty, the bucket's CORS configuration is not changed
     * @param done receives each step after it is done
     * @throws dev.darkroom.domain.model.StorageException.Unavailable if a step fails or takes longer; earlier steps stay in
     *     effect
     * @throws dev.darkroom.domain.model.StorageException.Corrupted if the table exists with a different key schema
     */
    public void provision(Set<String> corsOrigins, Consumer<Step> done) {
        run(corsOrigins, done, false);
    }

    /** Passes the steps of {@link #provision(Set, Consumer)} to the consumer, and changes nothing. */
    public void dryRun(Set<String> corsOrigins, Consumer<Step> step) {
        run(corsOrigins, step, true);
    }

    private void run(Set<String> corsOrigins, Consumer<Step> done, boolean dry) {
        for (Resource resource : resources) {
            for (Setting setting : resource.settings(corsOrigins)) {
                done.accept(resource.call(() -> step(setting, dry)));
            }
        }
    }

    private static Step step(Setting setting, boolean dry) {
        return new Step(setting.name(), supported(() -> switch (setting.inspect()) {
            case Setting.State.AsWanted() -> new Outcome.AsWanted();
            case Setting.State.Unsuitable(String why) -> new Outcome.Left(why);
            case Setting.State.Absent() -> {
                if (!dry) {
                    setting.apply();
                }
                yield new Outcome.Made();
            }
            case Setting.State.Different() -> {
                if (!dry) {
                    setting.apply();
                }
                yield new Outcome.Changed();
            }
        }));
    }

    private static Outcome supported(Supplier<Outcome> calls) {
        try {
            return calls.get();
        } catch (AwsServiceException e) {
            boolean isUnknown = e.statusCode() == NOT_IMPLEMENTED
                    || e.statusCode() == METHOD_NOT_ALLOWED
                    || (e.awsErrorDetails() != null
                            && UNKNOWN_OPERATION.contains(e.awsErrorDetails().errorCode()));
            if (!isUnknown) {
                throw e;
            }
            return new Outcome.NotSupported();
        }
    }
}
