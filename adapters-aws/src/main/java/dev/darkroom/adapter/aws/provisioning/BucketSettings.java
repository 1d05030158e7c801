package dev.darkroom.adapter.aws.provisioning;

import dev.darkroom.adapter.aws.client.Bucket;
import dev.darkroom.adapter.aws.provisioning.Setting.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/**
 * The settings of the bucket. Darkroom recognizes its own rules in the policy, the lifecycle and the CORS configuration by
 * their ids, and does not change other rules.
 */
final class BucketSettings {
    private static final int NOT_FOUND = 404;

    private BucketSettings() {}

    /**
     * All settings, in the order in which they must be applied.
     *
     * @param corsOrigins the origins whose pages may upload directly to the bucket; if empty, the CORS configuration is not
     *     part of the settings
     */
    static List<Setting> of(Bucket bucket, String region, Set<String> corsOrigins) {
        boolean overTls = bucket.client()
                .serviceClientConfiguration()
                .endpointOverride()
                .map(endpoint -> "https".equals(endpoint.getScheme()))
                .orElse(true);
        List<Setting> settings = new ArrayList<>(
                List.of(
                        new Existence(bucket, region),
                        new NoPublicAccess(bucket),
                        new TlsOnly(bucket, region, overTls),
                        new Encryption(bucket),
                        new AbandonedParts(bucket)));
        if (!corsOrigins.isEmpty()) {
            settings.add(new DirectUploadCors(bucket, corsOrigins));
        }
        return List.copyOf(settings);
    }

    /** The current configuration. S3 responds with 404 if the bucket does not have that kind of configuration. */
    private static <T> Optional<T> found(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (S3Exception e) {
            if (e.statusCode() != NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The bucket itself. */
    record Existence(Bucket bucket, String region) implements Setting.Required {
        /** The only region that must not be specified when a bucket is created (Amazon S3 API Reference, CreateBucket). */
        private static final String DEFAULT_LOCATION = "us-east-1";

        private static final WaiterOverrideConfiguration WAIT =
                WaiterOverrideConfiguration.builder().waitTimeout(Duration.ofMinutes(2)).build();

        @Override
        public String name() {
            return "Bucket " + bucket.name();
        }

        @Override
        public State inspect() {
            return bucket.exists() ? new State.AsWanted() : new State.Absent();
        }

        @Override
        public void apply() {
            CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket(bucket.name());
            if (!region.equals(DEFAULT_LOCATION)) {
                request.createBucketConfiguration(location -> location.locationConstraint(region));
            }
            try {
                bucket.client().createBucket(request.build());
            } catch (BucketAlreadyOwnedByYouException createdMeanwhile) {
                // Another process provisions the same bucket.
            }
            try (var waiter = bucket.client().waiter()) {
                waiter.waitUntilBucketExists(HeadBucketRequest.builder().bucket(bucket.name()).build(), WAIT);
            }
        }
    }

    /** Policies and access control lists cannot make an object public. */
    record NoPublicAccess(Bucket bucket) implements Setting.Revertible {
        private static final PublicAccessBlockConfiguration ALL = PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(true)
                .ignorePublicAcls(true)
                .blockPublicPolicy(true)
                .restrictPublicBuckets(true)
                .build();

        @Override
        public String name() {
            return "Public access blocked";
        }

        @Override
        public Optional<OptionalSetting> option() {
            return Optional.of(OptionalSetting.PUBLIC_ACCESS_BLOCK);
        }

        @Override
        public State inspect() {
            return current()
                    .map(found -> ALL.equals(found) ? new State.AsWanted() : new State.Different())
                    .orElseGet(State.Absent::new);
        }

        @Override
        public Runnable undo() {
            Optional<PublicAccessBlockConfiguration> before = current();
            return () -> before.ifPresentOrElse(
                    this::put, () -> bucket.client().deletePublicAccessBlock(delete -> delete.bucket(bucket.name())));
        }

        @Override
        public void apply() {
            put(ALL);
        }

        private Optional<PublicAccessBlockConfiguration> current() {
            return found(() -> bucket.client().getPublicAccessBlock(get -> get.bucket(bucket.name())))
                    .map(found -> found.publicAccessBlockConfiguration());
        }

        private void put(PublicAccessBlockConfiguration block) {
            bucket.client()
                    .putPublicAccessBlock(put -> put.bucket(bucket.name()).publicAccessBlockConfiguration(block));
        }
    }

    /**
     * The bucket denies requests without TLS (Amazon S3 User Guide, "Security best practices").
     *
     * @param overTls whether this service itself uses TLS; if not, the policy would deny its requests
     */
    record TlsOnly(Bucket bucket, String region, boolean overTls) implements Setting.Revertible {
        @Override
        public String name() {
            return "TLS only";
        }

        @Override
        public Optional<OptionalSetting> option() {
            return Optional.of(OptionalSetting.TLS_ONLY);
        }

        @Override
        public State inspect() {
            if (!overTls) {
                return new State.Unsuitable("this endpoint is not reached over TLS");
            }
            return policy()
                    .map(policy -> policy.contains(statement()) ? new State.AsWanted() : new State.Different())
                    .orElseGet(State.Absent::new);
        }

        @Override
        public Runnable undo() {
            Optional<BucketPolicy> before = policy();
            return () -> before.ifPresentOrElse(
                    this::put, () -> bucket.client().deleteBucketPolicy(delete -> delete.bucket(bucket.name())));
        }

        @Override
        public void apply() {
            put(policy().orElseGet(BucketPolicy::empty).with(statement()));
        }

        private void put(BucketPolicy policy) {
            bucket.client().putBucketPolicy(put -> put.bucket(bucket.name()).policy(policy.json()));
        }

        private Optional<BucketPolicy> policy() {
            return found(() -> bucket.client().getBucketPolicy(get -> get.bucket(bucket.name())))
                    .map(found -> BucketPolicy.parse(found.policy()));
        }

        private String statement() {
            String arn = "arn:" + PartitionMetadata.of(Region.of(region)).id() + ":s3:::" + bucket.name();
            return """
                    {"Sid": "DarkroomTlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                     "Resource": ["%1$s", "%1$s/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
                    """.formatted(arn);
        }
    }

    /** Objects are encrypted at rest, with S3's own keys unless the bucket is already configured with others. */
    record Encryption(Bucket bucket) implements Setting.Revertible {
        @Override
        public String name() {
            return "Encryption at rest";
        }

        @Override
        public Optional<OptionalSetting> option() {
            return Optional.of(OptionalSetting.ENCRYPTION);
        }

        @Override
        public State inspect() {
            return found(() -> bucket.client().getBucketEncryption(get -> get.bucket(bucket.name())))
                    .filter(found -> found.serverSideEncryptionConfiguration() != null
                            && found.serverSideEncryptionConfiguration().hasRules())
                    .<State>map(_ -> new State.AsWanted())
                    .orElseGet(State.Absent::new);
        }

        @Override
        public Runnable undo() {
            // It is applied only to a bucket without a default encryption.
            return () -> bucket.client().deleteBucketEncryption(delete -> delete.bucket(bucket.name()));
        }

        @Override
        public void apply() {
            ServerSideEncryptionRule rule = ServerSideEncryptionRule.builder()
                    .applyServerSideEncryptionByDefault(
                            objects -> objects.sseAlgorithm(ServerSideEncryption.AES256))
                    .build();
            bucket.client().putBucketEncryption(put -> put.bucket(bucket.name())
                    .serverSideEncryptionConfiguration(encryption -> encryption.rules(rule)));
        }
    }

    /**
     * S3 removes the parts of an incomplete multipart upload after a day. They cost as much as objects, and listings do not
     * show them.
     *
     * <p>There is no such rule for incomplete direct uploads. A rule selects objects by prefix or tag. The prefix of such an
     * upload is the same as that of a completed one, and every upload would have to send and sign a tag. The catalog contains
     * incomplete direct uploads, and {@code reconcile} removes them.
     */
    record AbandonedParts(Bucket bucket) implements Setting.Revertible {
        private static final LifecycleRule RULE = LifecycleRule.builder()
                .id("darkroom-abandoned-parts")
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix(""))
                .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(1))
                .build();

        @Override
        public String name() {
            return "Abandoned parts removed after a day";
        }

        @Override
        public Optional<OptionalSetting> option() {
            return Optional.of(OptionalSetting.ABANDONED_PARTS);
        }

        @Override
        public State inspect() {
            List<LifecycleRule> rules = rules();
            if (rules.stream().anyMatch(AbandonedParts::isOurs)) {
                return new State.AsWanted();
            }
            return rules.isEmpty() ? new State.Absent() : new State.Different();
        }

        /** Does not compare the filter, because stores represent an empty filter differently. */
        private static boolean isOurs(LifecycleRule rule) {
            return RULE.id().equals(rule.id())
                    && RULE.status() == rule.status()
                    && RULE.abortIncompleteMultipartUpload().equals(rule.abortIncompleteMultipartUpload());
        }

        @Override
        public Runnable undo() {
            List<LifecycleRule> before = rules();
            return before.isEmpty()
                    ? () -> bucket.client().deleteBucketLifecycle(delete -> delete.bucket(bucket.name()))
                    : () -> put(before);
        }

        @Override
        public void apply() {
            List<LifecycleRule> rules = new ArrayList<>(rules());
            rules.removeIf(rule -> RULE.id().equals(rule.id()));
            rules.add(RULE);
            put(rules);
        }

        private void put(List<LifecycleRule> rules) {
            bucket.client().putBucketLifecycleConfiguration(put -> put.bucket(bucket.name())
                    .lifecycleConfiguration(lifecycle -> lifecycle.rules(rules)));
        }

        private List<LifecycleRule> rules() {
            return found(() -> bucket.client().getBucketLifecycleConfiguration(get -> get.bucket(bucket.name())))
                    .map(found -> found.rules())
                    .orElse(List.of());
        }
    }

    /** Pages of these origins may upload to presigned URLs, and read from them. */
    record DirectUploadCors(Bucket bucket, Set<String> origins) implements Setting.Revertible {
        private static final String ID = "darkroom-direct-upload";
        private static final int PREFLIGHT_SECONDS = 3600;

        @Override
        public String name() {
            return "CORS for direct uploads";
        }

        @Override
        public Optional<OptionalSetting> option() {
            return Optional.of(OptionalSetting.CORS);
        }

        @Override
        public State inspect() {
            List<CORSRule> rules = rules();
            if (rules.contains(rule())) {
                return new State.AsWanted();
            }
            return rules.isEmpty() ? new State.Absent() : new State.Different();
        }

        @Override
        public Runnable undo() {
            List<CORSRule> before = rules();
            return before.isEmpty()
                    ? () -> bucket.client().deleteBucketCors(delete -> delete.bucket(bucket.name()))
                    : () -> put(before);
        }

        @Override
        public void apply() {
            List<CORSRule> rules = new ArrayList<>(rules());
            rules.removeIf(rule -> ID.equals(rule.id()));
            rules.add(rule());
            put(rules);
        }

        private void put(List<CORSRule> rules) {
            bucket.client()
                    .putBucketCors(put -> put.bucket(bucket.name()).corsConfiguration(cors -> cors.corsRules(rules)));
        }

        private List<CORSRule> rules() {
            return found(() -> bucket.client().getBucketCors(get -> get.bucket(bucket.name())))
                    .map(found -> found.corsRules())
                    .orElse(List.of());
        }

        /** All headers are allowed, because the signature decides which ones a request must have. */
        private CORSRule rule() {
            return CORSRule.builder()
                    .id(ID)
                    .allowedOrigins(origins.stream().sorted().toList())
                    .allowedMethods("PUT", "GET", "HEAD")
                    .allowedHeaders("*")
                    .exposeHeaders("ETag")
                    .maxAgeSeconds(PREFLIGHT_SECONDS)
                    .build();
        }
    }
}
