package dev.darkroom.adapter.aws.s3;

import dev.darkroom.adapter.aws.client.Bucket;
import dev.darkroom.adapter.aws.client.Failures;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.object.SignedUpload;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.services.s3.model.GetUrlRequest;

/**
 * Presigns GET and PUT requests (Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters"). It uses the SDK's
 * signer directly, because {@code S3Presigner} reads the system clock and does not return when the credentials expire.
 */
public final class S3UrlSigner implements UrlSigner {
    private static final String CACHE_CONTROL = "private, max-age=604800, immutable";

    private final Bucket bucket;
    private final S3Settings settings;
    private final AwsCredentialsProvider credentialsProvider;
    private final InstantSource clock;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    public S3UrlSigner(Bucket bucket, S3Settings settings, AwsCredentialsProvider credentials, InstantSource clock) {
        this.bucket = bucket;
        this.settings = settings;
        this.credentialsProvider = credentials;
        this.clock = clock;
    }

    @Override
    public PresignedUrl sign(ObjectKey key, ContentType contentType, Disposition disposition, Duration validity) {
        return sign(getRequest(key, contentType, disposition), now(), validity);
    }

    @Override
    public PresignedUrl signSteadily(ObjectKey key, ContentType contentType, Disposition disposition) {
        return sign(
                getRequest(key, contentType, disposition),
                storeTime().truncatedTo(ChronoUnit.HOURS),
                STEADY_PERIOD.multipliedBy(2));
    }

    private SdkHttpRequest getRequest(ObjectKey key, ContentType contentType, Disposition disposition) {
        return SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(objectUrl(key.value()))
                .putRawQueryParameter("response-content-type", contentType.mediaType())
                .putRawQueryParameter("response-content-disposition", disposition.headerValue())
                // An object never changes. Without this header browsers revalidate it.
                .putRawQueryParameter("response-cache-control", CACHE_CONTROL)
                .build();
    }

    /** The time of the store in whole seconds, as in X-Amz-Date, so that the returned expiry is exactly that of the URL. */
    private Instant now() {
        return storeTime().truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public SignedUpload signUpload(ObjectKey key, ContentType contentType, long sizeBytes, Duration validity) {
        if (sizeBytes < 1) {
            throw new IllegalArgumentException("An upload has at least one byte, not " + sizeBytes);
        }
        Map<String, String> headers = Map.of(
                "Content-Type",
                contentType.mediaType(),
                "Content-Length",
                Long.toString(sizeBytes),
                // Prevents overwrites (Amazon S3 User Guide, "How to prevent object overwrites with conditional writes").
                "If-None-Match",
                "*");
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.PUT).uri(objectUrl(key.value()));
        headers.forEach(request::putHeader);
        PresignedUrl url = sign(request.build(), now(), validity);
        return new SignedUpload(url.url(), headers, url.expiresAt());
    }

    private PresignedUrl sign(SdkHttpRequest request, Instant signedAt, Duration validity) {
        boolean wholeSeconds = validity.equals(validity.truncatedTo(ChronoUnit.SECONDS));
        if (!wholeSeconds || !validity.isPositive() || validity.compareTo(MAX_VALIDITY) > 0) {
            throw new IllegalArgumentException("A URL is valid for whole seconds from 1 to 604800, not " + validity);
        }
        AwsCredentials credentials = credentials();
        Instant expiresAt = credentials
                .expirationTime()
                .map(end -> end.truncatedTo(ChronoUnit.SECONDS))
                .filter(end -> end.isBefore(signedAt.plus(validity)))
                .orElse(signedAt.plus(validity));
        if (!expiresAt.isAfter(now())) {
            throw new StorageException.Unavailable("The AWS credentials have expired: renew them", null);
        }
        URI url = signer.sign(sign -> sign.identity(credentials)
                .request(request)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, settings.region())
                // S3 signs the path as it is: encoded once and not normalized (the same page, "Canonical request").
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.between(signedAt, expiresAt))
                .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, Clock.fixed(signedAt, ZoneOffset.UTC)))
                .request()
                .getUri();
        return new PresignedUrl(url, expiresAt);
    }

    /**
     * The time of the store. If the store rejects a request because the clock of this machine is wrong, the SDK computes the
     * offset from the time in the response and signs later requests with it. Presigned URLs need the same offset.
     */
    private Instant storeTime() {
        return clock.instant().minusSeconds(SdkGlobalTime.getGlobalTimeOffset());
    }

    private AwsCredentials credentials() {
        try {
            return credentialsProvider.resolveCredentials();
        } catch (SdkException e) {
            throw Failures.unavailable("The AWS account", e);
        }
    }

    /** Scheme, host and port of all signed URLs. */
    public URI origin() {
        URI url = objectUrl("x");
        return URI.create(url.getScheme() + "://" + url.getRawAuthority());
    }

    /** The URL of an object at the public endpoint, or else at the client's endpoint, in the client's addressing style. */
    private URI objectUrl(String key) {
        GetUrlRequest.Builder request =
                GetUrlRequest.builder().bucket(bucket.name()).key(key);
        if (settings.publicEndpoint() != null) {
            request.endpoint(settings.publicEndpoint());
        }
        return URI.create(
                bucket.client().utilities().getUrl(request.build()).toString());
    }
}
