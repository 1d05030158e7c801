package dev.darkroom.adapter.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.testkit.Fault;
import dev.darkroom.adapter.aws.testkit.FaultyNetwork;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;

/** Time limits, retries, clock and credentials of the clients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsClientsIT {
    private static final AwsCredentialsProvider KNOWN = StaticCredentialsProvider.create(
            AwsBasicCredentials.create(TestCloud.ACCESS_KEY, TestCloud.SECRET_KEY));
    private static final ObjectKey KEY =
            ObjectKey.original(ImageBuilder.image().build().id(), ContentType.JPEG);
    private static final ImageId ID = KEY.prefix().imageId();
    private static final Timeouts BRISK = new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            3,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofMillis(2));

    private FaultyNetwork network;
    private AwsSettings settings;

    @BeforeAll
    void provision() {
        network = FaultyNetwork.to(TestCloud.inProcess());
        settings = network.cloud().newSettings();
        try (AwsStorage storage = open(BRISK)) {
            storage.provisioning().provision();
        }
    }

    @AfterEach
    void heal() {
        network.heal();
        network.clocksAhead(Duration.ZERO);
        SdkGlobalTime.setGlobalTimeOffset(0);
    }

    @AfterAll
    void close() {
        network.close();
    }

    private AwsStorage open(Timeouts timeouts) {
        return AwsStorage.open(settings, InstantSource.system(), KNOWN, timeouts, timeouts);
    }

    private static void assertUnavailable(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(StorageException.Unavailable.class);
    }

    @Test
    void retryDelaysAreRandomUpToALimitThatDoubles() {
        Timeouts timeouts = Timeouts.DYNAMODB;
        Set<Duration> lastDelays = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            List<Duration> failed = delays(timeouts, 500);
            List<Duration> throttled = delays(timeouts, 429);
            for (int retry = 0; retry < timeouts.attempts() - 1; retry++) {
                assertThat(failed.get(retry)).isLessThanOrEqualTo(timeouts.backoff().multipliedBy(1L << retry));
                assertThat(throttled.get(retry))
                        .isLessThanOrEqualTo(timeouts.throttledBackoff().multipliedBy(1L << retry))
                        .isLessThanOrEqualTo(timeouts.longestBackoff());
            }
            lastDelays.add(throttled.getLast());
        }
        assertThat(lastDelays).hasSizeGreaterThan(20);
    }

    /** The delays before each retry. */
    private static List<Duration> delays(Timeouts timeouts, int status) {
        var retries = timeouts.retries().build();
        var failure = SdkServiceException.builder().statusCode(status).build();
        var token = retries.acquireInitialToken(AcquireInitialTokenRequest.create("test")).token();
        List<Duration> delays = new ArrayList<>();
        for (int retry = 1; retry < timeouts.attempts(); retry++) {
            var refreshed = retries.refreshRetryToken(
                    RefreshRetryTokenRequest.builder().token(token).failure(failure).build());
            token = refreshed.token();
            delays.add(refreshed.delay());
        }
        return delays;
    }

    @Test
    void anOutageUsesUpTheRetryQuotaUntilEachCallIsOneRequest() {
        try (AwsStorage storage = open(BRISK)) {
            network.plan(Fault.ERROR);
            for (int i = 0; i < 60; i++) {
                assertUnavailable(() -> storage.catalog().find(ID));
                assertUnavailable(() -> storage.blobStore().check());
            }
            network.plan(Fault.ERROR);
            for (int i = 0; i < 10; i++) {
                assertUnavailable(() -> storage.catalog().find(ID));
                assertUnavailable(() -> storage.blobStore().check());
            }
            assertThat(network.count()).isEqualTo(20);

            network.heal();
            assertThat(storage.catalog().find(ID)).isEmpty();
            storage.blobStore().check();
        }
    }

    @Test
    void callToASilentServerFailsAtItsTimeLimit() {
        Timeouts hasty = new Timeouts(
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                100,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofMillis(2));
        byte[] bytes = {1};
        ObjectKey stored = ObjectKey.original(ImageBuilder.image().build().id(), ContentType.JPEG);
        try (AwsStorage storage = open(hasty)) {
            network.plan(Fault.SILENCE);
            for (Runnable call : List.<Runnable>of(
                    () -> storage.catalog().find(ID),
                    () -> storage.blobStore().stat(KEY),
                    () -> storage.blobStore().put(stored, Content.of(bytes), ContentType.JPEG,
                            Checksum.of(Checksum.newDigest().digest(bytes))))) {
                long start = System.nanoTime();
                assertUnavailable(call);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            }
            // At most three attempts of 200 ms each fit into a call.
            assertThat(network.count()).isBetween(3, 9);
        }
    }

    @Test
    void largeObjectsExtendTheTimeLimits() {
        assertThat(Timeouts.S3.sending(100).call()).isEqualTo(Timeouts.S3.call());
        assertThat(Timeouts.S3.sending(25 << 20).attempt()).isEqualTo(Duration.ofSeconds(8 + 50));
        assertThat(Timeouts.S3.sending(25 << 20).call()).isEqualTo(Duration.ofSeconds(17 + 100));
    }

    @Test
    void aWrongClockIsCorrectedByTheTimeInResponses() {
        for (Duration ahead : List.of(Duration.ofHours(2), Duration.ofHours(-3))) {
            network.clocksAhead(ahead);
            try (AwsStorage storage = open(BRISK)) {
                network.plan(Fault.ERROR, Integer.MAX_VALUE, Integer.MAX_VALUE);
                assertThat(storage.catalog().find(ID)).isEmpty();
                assertThat(network.count()).as("rejected, then corrected").isEqualTo(2);
                assertThat(storage.catalog().find(ID)).isEmpty();
                assertThat(network.count()).as("remembered").isEqualTo(3);

                PresignedUrl url = storage.urlSigner()
                        .sign(KEY, ContentType.JPEG, new Disposition.Inline(), Duration.ofHours(1));
                assertThat(url.expiresAt())
                        .isCloseTo(Instant.now().plus(ahead).plus(Duration.ofHours(1)),
                                within(1, ChronoUnit.MINUTES));
            }
            SdkGlobalTime.setGlobalTimeOffset(0);
            try (AwsStorage storage = open(BRISK)) {
                storage.blobStore().check();
                assertThat(storage.blobStore().stat(KEY)).isEmpty();
            }
            SdkGlobalTime.setGlobalTimeOffset(0);
        }
    }

    @Test
    void renewedCredentialsSignLaterCallsAndUrls() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        AtomicReference<AwsCredentials> current = new AtomicReference<>(temporary("FIRST", now.plusSeconds(60)));
        try (AwsStorage storage = AwsStorage.open(settings, () -> now, current::get, BRISK, BRISK)) {
            network.heal();
            assertThat(storage.catalog().find(ID)).isEmpty();
            assertThat(sign(storage).expiresAt()).isEqualTo(now.plusSeconds(60));
            current.set(temporary("SECOND", now.plusSeconds(600)));
            assertThat(storage.catalog().find(ID)).isEmpty();
            assertThat(sign(storage).expiresAt()).isEqualTo(now.plusSeconds(600));
            assertThat(sign(storage).url().getRawQuery()).contains("X-Amz-Credential=SECOND%2F");

            List<String> heads = network.requests();
            assertThat(heads).hasSize(2);
            assertThat(heads.getFirst()).contains("Credential=FIRST/");
            assertThat(heads.getLast()).contains("Credential=SECOND/");
        }
    }

    private static PresignedUrl sign(AwsStorage storage) {
        return storage.urlSigner().sign(KEY, ContentType.JPEG, new Disposition.Inline(), Duration.ofHours(1));
    }

    private static AwsCredentials temporary(String accessKey, Instant until) {
        return AwsSessionCredentials.builder()
                .accessKeyId(accessKey)
                .secretAccessKey("secret")
                .sessionToken("session")
                .expirationTime(until)
                .build();
    }
}
