package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.object.SignedUpload;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier.Verification;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link SignedLinkVerifier} does. Nothing is stored: whether the object exists does not matter. */
public interface SignedLinkVerifierContract {
    Duration VALIDITY = Duration.ofMinutes(10);

    Disposition ATTACHMENT = new Disposition.Attachment(new Filename("what? a&b=c + 凧 *~.jpg"));

    /** The verifier, the same at each call; it reads {@link #clock}. */
    SignedLinkVerifier testee();

    /** The signer whose URLs the testee verifies; it reads {@link #clock}. */
    UrlSigner signer();

    /** A signer of another service, whose URLs look the same. */
    UrlSigner otherSigner();

    /** The time. */
    MovableClock clock();

    private static ObjectKey newKey() {
        return ObjectKey.original(ImageBuilder.image().build().id(), ContentType.JPEG);
    }

    private PresignedUrl download() {
        return signer().sign(newKey(), ContentType.JPEG, ATTACHMENT, VALIDITY);
    }

    private SignedUpload upload() {
        return signer().signUpload(newKey(), ContentType.JPEG, 700, VALIDITY);
    }

    private List<SignedLink> links() {
        return Stream.of(
                download().url(),
                signer().signSteadily(newKey(), ContentType.PNG, new Disposition.Inline()).url(),
                upload().url())
                .map(SignedLink::of)
                .toList();
    }

    private Verification verify(SignedLink link) {
        return link.verifiedBy(testee());
    }

    private void assertForged(SignedLink link) {
        assertThat(verify(link)).as("%s", link).isEqualTo(new Verification.Forged());
    }

    @Test
    default void urlGrantsTheDownloadThatWasSigned() {
        ObjectKey key = newKey();
        for (Disposition disposition : List.of(new Disposition.Inline(), ATTACHMENT)) {
            PresignedUrl url = signer().sign(key, ContentType.PNG, disposition, VALIDITY);

            assertThat(verify(SignedLink.of(url.url())))
                    .isEqualTo(new Verification.Granted(key, ContentType.PNG, disposition, url.expiresAt()));
        }
    }

    @Test
    default void steadyUrlGrantsTheDownloadThatWasSigned() {
        ObjectKey key = newKey();
        PresignedUrl url = signer().signSteadily(key, ContentType.JPEG, ATTACHMENT);

        assertThat(verify(SignedLink.of(url.url())))
                .isEqualTo(new Verification.Granted(key, ContentType.JPEG, ATTACHMENT, url.expiresAt()));
    }

    @Test
    default void urlGrantsTheUploadThatWasSigned() {
        ObjectKey key = newKey();
        SignedUpload upload = signer().signUpload(key, ContentType.WEBP, 700, VALIDITY);

        assertThat(verify(SignedLink.of(upload.url())))
                .isEqualTo(new Verification.UploadGranted(key, ContentType.WEBP, 700));
    }

    @Test
    default void urlWorksUntilTheInstantOfItsExpiryAndNotAfter() {
        PresignedUrl download = download();
        SignedUpload upload = upload();
        assertThat(upload.expiresAt()).isEqualTo(download.expiresAt());

        clock().advance(Duration.between(clock().instant(), download.expiresAt()));
        assertThat(verify(SignedLink.of(download.url()))).isInstanceOf(Verification.Granted.class);
        assertThat(verify(SignedLink.of(upload.url()))).isInstanceOf(Verification.UploadGranted.class);

        clock().advance(Duration.ofNanos(1));
        assertThat(verify(SignedLink.of(download.url()))).isEqualTo(new Verification.Expired());
        assertThat(verify(SignedLink.of(upload.url()))).isEqualTo(new Verification.Expired());
    }

    @Test
    default void urlWithAnotherKeyIsForged() {
        for (SignedLink link : links()) {
            assertForged(link.withKey(newKey().value()));
            assertForged(link.withKey("/" + link.objectKey()));
            assertForged(link.withKey(link.objectKey() + "/"));
            assertForged(link.withKey("../" + link.objectKey()));
            assertForged(link.withKey(""));
        }
    }

    @Test
    default void urlWithAChangedParameterIsForged() {
        for (SignedLink link : links()) {
            link.query().forEach((parameter, value) -> {
                assertForged(link.with(parameter, value + "0"));
                assertForged(link.with(parameter, " " + value));
                assertForged(link.with(parameter, ""));
            });
        }
    }

    @Test
    default void urlWithoutOneOfItsParametersIsForged() {
        for (SignedLink link : links()) {
            link.query().keySet().forEach(parameter -> assertForged(link.without(parameter)));
        }
    }

    @Test
    default void urlWithOneMoreParameterIsForged() {
        for (SignedLink link : links()) {
            assertForged(link.with("extra", "1"));
        }
    }

    @Test
    default void expiredUrlThatWasChangedIsForged() {
        List<SignedLink> links = links();
        clock().advance(Duration.ofDays(1));

        for (SignedLink link : links) {
            assertThat(verify(link)).isEqualTo(new Verification.Expired());
            assertForged(link.with("extra", "1"));
            assertForged(link.withKey(newKey().value()));
        }
    }

    @Test
    default void urlOfAnotherServiceIsForged() {
        assertForged(SignedLink.of(otherSigner().sign(newKey(), ContentType.JPEG, ATTACHMENT, VALIDITY).url()));
        assertForged(SignedLink.of(otherSigner().signUpload(newKey(), ContentType.JPEG, 700, VALIDITY).url()));
    }

    @Test
    default void threadsVerifyAtTheSameTime() throws Exception {
        SignedLink link = SignedLink.of(download().url());
        Callable<Verification> verify = () -> verify(link);
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Verification>> calls = IntStream.range(0, 1_000).mapToObj(_ -> verify).toList();
            for (Future<Verification> verified : threads.invokeAll(calls)) {
                assertThat(verified.get()).isInstanceOf(Verification.Granted.class);
            }
        }
    }
}
