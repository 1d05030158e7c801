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
    /** How stores and emulators call an operation that they do not have. */
    private static final Set<String> UNKNOWN = Set.of(
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

    /** What became of one setting, or in a dry run what would. */
    public sealed interface Outcome {
        /** There was none. */
        record Made() implements Outcome {}

        /** It was another way. */
        record Changed() implements Outcome {}

        /** There was nothing to do. */
        record AsWanted() implements Outcome {}

        /** The endpoint does not know this call, as emulators and other stores than Amazon's do not. */
        record NotSupported() implements Outcome {}

        /** It was not touched, for a reason. */
        record Left(String why) implements Outcome {}
    }

    /** @param setting what it is about, in a few words that begin a sentence */
    public record Step(String setting, Outcome outcome) {}

    /** As {@link #provision(Set, Consumer)} without any origin. */
    public List<Step> provision() {
        List<Step> steps = new ArrayList<>();
        provision(Set.of(), steps::add);
        return List.copyOf(steps);
    }

    /**
     * Makes what is missing, changes what differs, and waits until it can be used, for up to two minutes each.
     *
     * @param corsOrigins the origins, such as {@code https://example.org}, whose pages may send pictures straight to the
     *     bucket; when empty, the bucket's CORS configuration is left alone
     * @param done is told each step after it
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when a step fails or takes longer; the steps before are done
     * @throws dev.darkroom.domain.model.StorageException.Corrupted when there is a table of that name with other keys
     */
    public void provision(Set<String> corsOrigins, Consumer<Step> done) {
        run(corsOrigins, done, false);
    }

    /** Tells what {@link #provision(Set, Consumer)} would do, and changes nothing. */
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
            boolean unknown = e.statusCode() == NOT_IMPLEMENTED
                    || e.statusCode() == METHOD_NOT_ALLOWED
                    || (e.awsErrorDetails() != null
                            && UNKNOWN.contains(e.awsErrorDetails().errorCode()));
            if (!unknown) {
                throw e;
            }
            return new Outcome.NotSupported();
        }
    }
}
