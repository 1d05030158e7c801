package dev.darkroom.adapter.local.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.object.SignedUpload;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier.Verification;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.security.SigningKeys;
import dev.darkroom.domain.testkit.contract.SignedPuts;
import dev.darkroom.domain.testkit.contract.UrlSignerContract;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemorySigningKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacUrlSignerTest implements UrlSignerContract {
    private static final Duration VALIDITY = Duration.ofMinutes(10);

    private final MovableClock clock = new MovableClock();
    private final InMemoryBlobStore store = new InMemoryBlobStore(clock);
    private final InMemorySigningKeys keys = new InMemorySigningKeys();
    private final HmacUrlSigner signer = new HmacUrlSigner(keys, clock);
    private final ObjectKey key =
            ObjectKey.original(ImageBuilder.image().build().id(), ContentType.JPEG);
    private final Disposition attachment = new Disposition.Attachment(new Filename("what? a&b=c + 凧 *~.jpg"));

    @Override
    public HmacUrlSigner testee(InstantSource signingClock) {
        return new HmacUrlSigner(keys, signingClock);
    }

    @Override
    public BlobStore store() {
        return store;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Fetched fetch(URI url) {
        return switch (signer.verify(objectKey(url), query(url))) {
            case Verification.Granted granted -> new Fetched.Given(
                    read(granted.key()), granted.contentType().mediaType(), granted.disposition().headerValue());
            case Verification.Expired() -> new Fetched.Refused();
            case Verification.Forged() -> new Fetched.Refused();
            case Verification.UploadGranted _ -> new Fetched.Refused();
        };
    }

    @Override
    public boolean put(URI url, Map<String, String> headers, String text) {
        return SignedPuts.put(signer.verify(objectKey(url), query(url)), store, headers, text);
    }

    private static String objectKey(URI url) {
        assertThat(url.getPath()).startsWith("/blobs/");
        return url.getPath().substring("/blobs/".length());
    }

    private static Map<String, String> query(URI url) {
        Map<String, String> query = new HashMap<>();
        for (String parameter : url.getRawQuery().split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private String read(ObjectKey object) {
        try (InputStream in = store.open(object, new ByteRange(0, Long.MAX_VALUE)).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Verification verify(PresignedUrl url) {
        return signer.verify(objectKey(url.url()), query(url.url()));
    }

    /** Verifies a signed URL of the attachment after one parameter was changed. */
    private Verification verifyWith(String parameter, String value) {
        PresignedUrl url = signer.sign(key, ContentType.JPEG, attachment, VALIDITY);
        Map<String, String> query = query(url.url());
        query.put(parameter, value);
        return signer.verify(key.value(), query);
    }

    @Test
    void keyThatIsOutOfReachAtTheStartIsReadLater() {
        AtomicBoolean isOutOfReach = new AtomicBoolean(true);
        HmacUrlSigner early = new HmacUrlSigner(purpose -> {
            if (isOutOfReach.get()) {
                throw new StorageException.Unavailable("a failure of this test", null);
            }
            return keys.key(purpose);
        }, clock);

        assertThatThrownBy(() -> early.sign(key, ContentType.JPEG, new Disposition.Inline(), VALIDITY))
                .isInstanceOf(StorageException.Unavailable.class);

        isOutOfReach.set(false);
        assertThat(early.sign(key, ContentType.JPEG, new Disposition.Inline(), VALIDITY))
                .isEqualTo(signer.sign(key, ContentType.JPEG, new Disposition.Inline(), VALIDITY));
    }

    @Test
    void signedUrlIsGranted() {
        PresignedUrl inline = signer.sign(key, ContentType.PNG, new Disposition.Inline(), VALIDITY);
        PresignedUrl saved = signer.sign(key, ContentType.JPEG, attachment, VALIDITY);

        assertThat(verify(inline))
                .isEqualTo(
                        new Verification.Granted(key, ContentType.PNG, new Disposition.Inline(), inline.expiresAt()));
        assertThat(verify(saved))
                .isEqualTo(new Verification.Granted(key, ContentType.JPEG, attachment, saved.expiresAt()));
        assertThat(inline.url().isAbsolute()).isFalse();
    }

    @Test
    void urlIsValidUntilItsExpiryInclusively() {
        PresignedUrl url = signer.sign(key, ContentType.JPEG, new Disposition.Inline(), VALIDITY);

        clock.advance(Duration.between(clock.instant(), url.expiresAt()));
        assertThat(verify(url)).isInstanceOf(Verification.Granted.class);

        clock.advance(Duration.ofNanos(1));
        assertThat(verify(url)).isEqualTo(new Verification.Expired());
    }

    @Test
    void expiredForgeryIsForged() {
        PresignedUrl url = signer.sign(key, ContentType.JPEG, new Disposition.Inline(), VALIDITY);
        Map<String, String> query = query(url.url());
        query.put("type", "image/png");

        clock.advance(Duration.ofDays(1));

        assertThat(signer.verify(key.value(), query)).isEqualTo(new Verification.Forged());
    }

    @Test
    void changedParameterIsForged() {
        String later = Long.toString(clock.instant().getEpochSecond() + 100_000);

        assertThat(verifyWith("expires", later)).isEqualTo(new Verification.Forged());
        assertThat(verifyWith("expires", "")).isEqualTo(new Verification.Forged());
        assertThat(verifyWith("expires", "9".repeat(100))).isEqualTo(new Verification.Forged());
        assertThat(verifyWith("type", "image/png")).isEqualTo(new Verification.Forged());
        assertThat(verifyWith("filename", "other.jpg")).isEqualTo(new Verification.Forged());
        assertThat(verifyWith("signature", "")).isEqualTo(new Verification.Forged());
        assertThat(verifyWith("extra", "1")).isEqualTo(new Verification.Forged());
    }

    @Test
    void uploadWithAChangedOrMissingParameterIsForged() {
        SignedUpload upload = signer.signUpload(key, ContentType.JPEG, 700, VALIDITY);
        assertThat(signer.verify(key.value(), query(upload.url())))
                .isEqualTo(new Verification.UploadGranted(key, ContentType.JPEG, 700));

        for (Map.Entry<String, String> change : Map.of(
                "size", "701", "type", "image/png", "method", "get", "expires", "9999999999", "extra", "1")
                .entrySet()) {
            Map<String, String> query = query(upload.url());
            query.put(change.getKey(), change.getValue());
            assertThat(signer.verify(key.value(), query)).as("%s", change).isEqualTo(new Verification.Forged());
        }
        for (String parameter : query(upload.url()).keySet()) {
            Map<String, String> query = query(upload.url());
            query.remove(parameter);
            assertThat(signer.verify(key.value(), query)).as(parameter).isEqualTo(new Verification.Forged());
        }
    }

    @Test
    void missingParameterIsForged() {
        PresignedUrl url = signer.sign(key, ContentType.JPEG, attachment, VALIDITY);

        for (String parameter : query(url.url()).keySet()) {
            Map<String, String> query = query(url.url());
            query.remove(parameter);
            assertThat(signer.verify(key.value(), query)).as(parameter).isEqualTo(new Verification.Forged());
        }
        assertThat(signer.verify(key.value(), Map.of())).isEqualTo(new Verification.Forged());
    }

    @Test
    void otherEncodingsOfTheSameValueAreForged() {
        PresignedUrl url = signer.sign(key, ContentType.JPEG, attachment, VALIDITY);
        String expires = Long.toString(url.expiresAt().getEpochSecond());
        String signature = String.valueOf(query(url.url()).get("signature"));
        // The last of 43 base64 digits has two unused bits.
        char sibling = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".charAt(
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".indexOf(signature.charAt(42)) + 1);

        assertThat(verifyWith("expires", "0" + expires)).isEqualTo(new Verification.Forged());
        assertThat(verifyWith("expires", "+" + expires)).isEqualTo(new Verification.Forged());
        assertThat(verifyWith("type", "IMAGE/JPEG")).isEqualTo(new Verification.Forged());
        assertThat(verifyWith("signature", signature + "=")).isEqualTo(new Verification.Forged());
        assertThat(verifyWith("signature", signature.substring(0, 42) + sibling)).isEqualTo(new Verification.Forged());
        assertThat(signer.verify("/" + key.value(), query(url.url()))).isEqualTo(new Verification.Forged());
        assertThat(signer.verify(key.value() + "/", query(url.url()))).isEqualTo(new Verification.Forged());
    }

    @Test
    void filenameWithTheSameEncodingIsForged() {
        assertThat(verifyWith("filename", "what\uD800 a&b=c + 凧 *~.jpg")).isEqualTo(new Verification.Forged());
    }

    @Test
    void urlSignedWithAnotherKeyIsForged() {
        SigningKeys others = purpose -> new SecretKeySpec(new byte[32], SigningKeys.ALGORITHM);
        PresignedUrl url = new HmacUrlSigner(others, clock)
                .sign(key, ContentType.JPEG, new Disposition.Inline(), VALIDITY);

        assertThat(verify(url)).isEqualTo(new Verification.Forged());
    }

    @Test
    void validityOutOfRangeIsRefused() {
        for (Duration validity : new Duration[]{
            Duration.ZERO, Duration.ofMillis(999), Duration.ofMillis(1_500), UrlSigner.MAX_VALIDITY.plusSeconds(1)
        }) {
            assertThatThrownBy(() -> signer.sign(key, ContentType.JPEG, new Disposition.Inline(), validity))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
