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
 * What is wanted of the bucket. Rules that somebody else added to its policy, its lifecycle or its CORS configuration stay:
 * Darkroom's own are told by their ids.
 */
final class BucketSettings {
    private static final int NOT_FOUND = 404;

    private BucketSettings() {}

    /**
     * All of them, in the order in which they can be made.
     *
     * @param corsOrigins where pages are from that may send a picture straight to the bucket; with none, its CORS
     *     configuration is left alone
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

    /** What there is; S3 answers 404 for each kind of configuration that a bucket does not have. */
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
    record Existence(Bucket bucket, String region) implements Setting {
        /** The region that must not be named when a bucket is created (Amazon S3 API Reference, CreateBucket). */
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
            } catch (BucketAlreadyOwnedByYouException madeMeanwhile) {
                // By another process that provisions the same.
            }
            try (var waiter = bucket.client().waiter()) {
                waiter.waitUntilBucketExists(HeadBucketRequest.builder().bucket(bucket.name()).build(), WAIT);
            }
        }
    }

    /** No policy and no access list can make an object public. */
    record NoPublicAccess(Bucket bucket) implements Setting {
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
        public State inspect() {
            return found(() -> bucket.client().getPublicAccessBlock(get -> get.bucket(bucket.name())))
                    .map(found -> ALL.equals(found.publicAccessBlockConfiguration())
                            ? new State.AsWanted()
                            : new State.Different())
                    .orElseGet(State.Absent::new);
        }

        @Override
        public void apply() {
            bucket.client().putPublicAccessBlock(put -> put.bucket(bucket.name()).publicAccessBlockConfiguration(ALL));
        }
    }

    /**
     * Requests that are not encrypted on their way are refused (Amazon S3 User Guide, "Security best practices").
     *
     * @param overTls whether this service reaches the bucket that way; otherwise it would shut itself out
     */
    record TlsOnly(Bucket bucket, String region, boolean overTls) implements Setting {
        @Override
        public String name() {
            return "TLS only";
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
        public void apply() {
            String policy = policy().orElseGet(BucketPolicy::empty).with(statement()).json();
            bucket.client().putBucketPolicy(put -> put.bucket(bucket.name()).policy(policy));
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

    /** Objects are encrypted at rest; with S3's own keys, unless whoever owns the bucket chose others. */
    record Encryption(Bucket bucket) implements Setting {
        @Override
        public String name() {
            return "Encryption at rest";
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
     * The parts of a multipart upload that was never completed go after a day: they cost as much as objects, and no list
     * shows them.
     *
     * <p>Direct uploads that were never completed are not left to such a rule. It would tell objects by prefix or tag: what
     * they leave lies in the folder of its image, as what stays does; and a tag would have to be sent, and signed, with each
     * upload. The catalog knows them, and reconciling removes them.
     */
    record AbandonedParts(Bucket bucket) implements Setting {
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
        public State inspect() {
            List<LifecycleRule> rules = rules();
            if (rules.stream().anyMatch(AbandonedParts::does)) {
                return new State.AsWanted();
            }
            return rules.isEmpty() ? new State.Absent() : new State.Different();
        }

        /** Not by comparing: stores write an empty filter in ways of their own. */
        private static boolean does(LifecycleRule rule) {
            return RULE.id().equals(rule.id())
                    && RULE.status() == rule.status()
                    && RULE.abortIncompleteMultipartUpload().equals(rule.abortIncompleteMultipartUpload());
        }

        @Override
        public void apply() {
            List<LifecycleRule> rules = new ArrayList<>(rules());
            rules.removeIf(rule -> RULE.id().equals(rule.id()));
            rules.add(RULE);
            bucket.client().putBucketLifecycleConfiguration(put -> put.bucket(bucket.name())
                    .lifecycleConfiguration(lifecycle -> lifecycle.rules(rules)));
        }

        private List<LifecycleRule> rules() {
            return found(() -> bucket.client().getBucketLifecycleConfiguration(get -> get.bucket(bucket.name())))
                    .map(found -> found.rules())
                    .orElse(List.of());
        }
    }

    /** Pages of these origins may send pictures to presigned URLs, and show them. */
    record DirectUploadCors(Bucket bucket, Set<String> origins) implements Setting {
        private static final String ID = "darkroom-direct-upload";
        private static final int PREFLIGHT_SECONDS = 3600;

        @Override
        public String name() {
            return "CORS for direct uploads";
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
        public void apply() {
            List<CORSRule> rules = new ArrayList<>(rules());
            rules.removeIf(rule -> ID.equals(rule.id()));
            rules.add(rule());
            bucket.client()
                    .putBucketCors(put -> put.bucket(bucket.name()).corsConfiguration(cors -> cors.corsRules(rules)));
        }

        private List<CORSRule> rules() {
            return found(() -> bucket.client().getBucketCors(get -> get.bucket(bucket.name())))
                    .map(found -> found.corsRules())
                    .orElse(List.of());
        }

        /** Any header may come along: the signature says which ones must. */
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
