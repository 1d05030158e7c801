package dev.darkroom.adapter.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.client.ChecksumMode;
import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.object.SignedUpload;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class S3UrlSignerIT {
    private static final Instant NOW = Instant.parse("2026-11-22T23:26:11.987654Z");
    private static final ObjectKey KEY =
            ObjectKey.original(ImageBuilder.image().build().id(), ContentType.JPEG);
    private static final AwsCredentials LASTING = AwsBasicCredentials.create("test", "test");

    private static PresignedUrl sign(AwsSettings settings, AwsCredentials credentials, Duration validity) {
        try (AwsStorage storage =
                AwsStorage.open(settings, () -> NOW, StaticCredentialsProvider.create(credentials))) {
            return storage.urlSigner().sign(KEY, ContentType.JPEG, new Disposition.Inline(), validity);
        }
    }

    private static AwsSettings settings(@Nullable URI endpoint, @Nullable URI publicEndpoint, boolean pathStyle) {
        return new AwsSettings(
                new S3Settings("eu-central-1", "pictures", endpoint, publicEndpoint, pathStyle,
                        ChecksumMode.WHEN_SUPPORTED, 1),
                new DynamoDbSettings("eu-central-1", "Images", null, 1));
    }

    private static AwsCredentials temporary(Instant until) {
        return AwsSessionCredentials.builder()
                .accessKeyId("ASIATEST")
                .secretAccessKey("test")
                .sessionToken("a/session+token==")
                .expirationTime(until)
                .build();
    }

    /** The expiry in the query of the URL. */
    private static Instant expiryIn(PresignedUrl url) {
        String query = url.url().getRawQuery();
        Instant signedAt = Instant.from(DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .parse(query.replaceAll(".*X-Amz-Date=([^&]*).*", "$1")));
        return signedAt.plusSeconds(Long.parseLong(query.replaceAll(".*X-Amz-Expires=([^&]*).*", "$1")));
    }

    @Test
    void returnedExpiryIsTheOneInTheUrl() {
        PresignedUrl url = sign(settings(null, null, false), LASTING, Duration.ofSeconds(90));

        assertThat(url.expiresAt()).isEqualTo("2026-11-22T23:27:41Z").isEqualTo(expiryIn(url));
    }

    @Test
    void urlExpiresNoLaterThanItsCredentials() {
        PresignedUrl cut = sign(
                settings(null, null, false), temporary(NOW.plusSeconds(600)), Duration.ofHours(1));
        PresignedUrl whole = sign(
                settings(null, null, false), temporary(NOW.plusSeconds(600)), Duration.ofMinutes(10));

        assertThat(cut.expiresAt()).isEqualTo("2026-11-22T23:36:11Z").isEqualTo(expiryIn(cut));
        assertThat(whole.expiresAt()).isEqualTo("2026-11-22T23:36:11Z").isEqualTo(expiryIn(whole));
        assertThat(cut.url().getRawQuery()).contains("X-Amz-Security-Token=a%2Fsession%2Btoken%3D%3D");
    }

    @Test
    void uploadUrlSignsSizeTypeAndCondition() {
        try (AwsStorage storage = AwsStorage.open(
                settings(null, null, false), () -> NOW,
                StaticCredentialsProvider.create(temporary(NOW.plusSeconds(600))))) {
            SignedUpload upload =
                    storage.urlSigner().signUpload(KEY, ContentType.JPEG, 5_368_709_120L, Duration.ofHours(1));

            assertThat(upload.url().getRawQuery())
                    .contains("X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost%3Bif-none-match&");
            assertThat(upload.headers())
                    .isEqualTo(Map.of(
                            "Content-Length", "5368709120", "Content-Type", "image/jpeg", "If-None-Match", "*"));
            assertThat(upload.expiresAt()).as("expiry of the credentials").isEqualTo("2026-11-22T23:36:11Z");
        }
    }

    @Test
    void expiredCredentialsAreUnavailable() {
        assertThatThrownBy(() -> sign(settings(null, null, false), temporary(NOW), Duration.ofHours(1)))
                .isInstanceOf(StorageException.Unavailable.class);
    }

    @Test
    void validityMustBeWholeSecondsUpToSevenDays() {
        for (Duration wrong : new Duration[]{
            Duration.ZERO,
            Duration.ofSeconds(-1),
            Duration.ofMillis(1500),
            UrlSigner.MAX_VALIDITY.plusSeconds(1)
        }) {
            assertThatThrownBy(() -> sign(settings(null, null, false), LASTING, wrong))
                    .as("%s", wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void urlUsesThePublicEndpointIfThereIsOne() {
        Duration hour = Duration.ofHours(1);
        URI inside = URI.create("http://minio:9000");
        URI outside = URI.create("https://s3.example.org");

        assertThat(sign(settings(null, null, false), LASTING, hour).url())
                .hasScheme("https")
                .hasHost("pictures.s3.eu-central-1.amazonaws.com")
                .hasPath("/" + KEY.value());
        assertThat(sign(settings(null, null, true), LASTING, hour).url())
                .hasHost("s3.eu-central-1.amazonaws.com")
                .hasPath("/pictures/" + KEY.value());
        assertThat(sign(settings(inside, null, true), LASTING, hour).url())
                .hasHost("minio")
                .hasPort(9000)
                .hasPath("/pictures/" + KEY.value());
        assertThat(sign(settings(inside, outside, true), LASTING, hour).url())
                .hasScheme("https")
                .hasHost("s3.example.org")
                .hasNoPort()
                .hasPath("/pictures/" + KEY.value());
        assertThat(sign(settings(inside, outside, false), LASTING, hour).url())
                .hasHost("pictures.s3.example.org")
                .hasPath("/" + KEY.value());
    }

    @Test
    void pictureOriginIsTheOriginOfTheUrls() {
        URI inside = URI.create("http://minio:9000");
        URI outside = URI.create("https://s3.example.org");

        for (AwsSettings settings : List.of(
                settings(null, null, false), settings(null, null, true), settings(inside, null, true),
                settings(inside, outside, false))) {
            URI url = sign(settings, LASTING, Duration.ofHours(1)).url();
            try (AwsStorage storage =
                    AwsStorage.open(settings, () -> NOW, StaticCredentialsProvider.create(LASTING))) {
                assertThat(storage.pictureOrigin())
                        .hasToString(url.getScheme() + "://" + url.getRawAuthority());
            }
        }
    }

    @Test
    void endpointOfTheSdksOwnSettingsIsUsed() {
        System.setProperty("aws.endpointUrlS3", "http://127.0.0.1:4566");
        try {
            assertThat(sign(settings(null, null, true), LASTING, Duration.ofHours(1)).url())
                    .hasHost("127.0.0.1")
                    .hasPort(4566);
        } finally {
            System.clearProperty("aws.endpointUrlS3");
        }
    }

    @Test
    void signingNeedsNoNetwork() {
        try (AwsStorage storage = AwsStorage.open(
                new TestCloud(URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:1")).newSettings(),
                InstantSource.system(),
                StaticCredentialsProvider.create(LASTING))) {
            assertThat(storage.urlSigner()
                    .sign(KEY, ContentType.JPEG, new Disposition.Inline(), Duration.ofHours(1))
                    .url())
                    .hasPort(1);
        }
    }
}
