package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.object.SignedUpload;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link UrlSigner} does, judged by what its addresses give. */
public interface UrlSignerContract {
    /** The signer, whose clock is this one; addresses are checked against the time that {@link #now} tells. */
    UrlSigner testee(InstantSource clock);

    /** The store of the objects that the URLs name. */
    BlobStore store();

    /** Fetches a URL as a browser does. */
    Fetched fetch(URI url);

    /**
     * Sends bytes to a URL as a program does.
     *
     * @param headers of the request, without the length, which is that of the text
     * @return whether the bytes were stored
     */
    boolean put(URI url, Map<String, String> headers, String text);

    /** The time by which addresses are checked. */
    Instant now();

    /** What an address gave. */
    sealed interface Fetched {
        /**
         * The object.
         *
         * @param text its bytes, which are UTF-8
         * @param contentDisposition the header, or "inline" when there was none
         */
        record Given(String text, String contentType, String contentDisposition) implements Fetched {}

        /** Nothing: the address was refused. */
        record Refused() implements Fetched {}
    }

    private ObjectKey stored(String text) {
        ImageId id = ImageBuilder.image()
                .createdAt(now().truncatedTo(ChronoUnit.MILLIS))
                .build()
                .id();
        ObjectKey key = ObjectKey.original(id, ContentType.JPEG);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        store().put(
                key,
                Content.of(bytes),
                ContentType.JPEG,
                Checksum.of(Checksum.newDigest().digest(bytes)));
        return key;
    }

    private Fetched.Given given(URI url) {
        assertThat(fetch(url)).isInstanceOf(Fetched.Given.class);
        return (Fetched.Given) fetch(url);
    }

    @Test
    default void addressGivesTheObjectWithItsContentType() {
        ObjectKey key = stored("a kite");

        PresignedUrl url =
                testee(this::now).sign(key, ContentType.JPEG, new Disposition.Inline(), Duration.ofMinutes(10));

        Fetched.Given given = given(url.url());
        assertThat(given.text()).isEqualTo("a kite");
        assertThat(given.contentType()).isEqualTo("image/jpeg");
        assertThat(given.contentDisposition()).startsWith("inline");
    }

    @Test
    default void expiryIsTheTimeOfSigningPlusTheValidity() {
        Instant signedAt = now();

        PresignedUrl url = testee(() -> signedAt)
                .sign(stored("a kite"), ContentType.JPEG, new Disposition.Inline(), Duration.ofSeconds(90));

        assertThat(url.expiresAt())
                .isEqualTo(signedAt.truncatedTo(ChronoUnit.SECONDS).plusSeconds(90));
    }

    @Test
    default void longestValidityWorks() {
        PresignedUrl url = testee(this::now)
                .sign(stored("a kite"), ContentType.JPEG, new Disposition.Inline(), UrlSigner.MAX_VALIDITY);

        given(url.url());
    }

    @Test
    default void attachmentIsSavedUnderItsNameInAnyScript() {
        Disposition attachment = new Disposition.Attachment(new Filename("my \"kite\"; 凧 🪁.jpg"));

        PresignedUrl url =
                testee(this::now).sign(stored("a kite"), ContentType.JPEG, attachment, Duration.ofMinutes(10));

        assertThat(given(url.url()).contentDisposition())
                .startsWith("attachment")
                .contains("filename*=UTF-8''my%20%22kite%22%3B%20%E5%87%A7%20%F0%9F%AA%81.jpg");
    }

    @Test
    default void addressIsRefusedAfterItsExpiry() {
        Instant signedAt = now().minus(Duration.ofHours(1));

        PresignedUrl url = testee(() -> signedAt)
                .sign(stored("a kite"), ContentType.JPEG, new Disposition.Inline(), Duration.ofMinutes(59));

        assertThat(fetch(url.url())).isInstanceOf(Fetched.Refused.class);
    }

    @Test
    default void addressSignedEarlierWorksUntilItsExpiry() {
        Instant signedAt = now().minus(Duration.ofHours(1));

        PresignedUrl url = testee(() -> signedAt)
                .sign(stored("a kite"), ContentType.JPEG, new Disposition.Inline(), Duration.ofMinutes(70));

        given(url.url());
    }

    @Test
    default void addressOfOneObjectDoesNotGiveAnother() {
        ObjectKey mine = stored("mine");
        ObjectKey other = stored("other");
        PresignedUrl url =
                testee(this::now).sign(mine, ContentType.JPEG, new Disposition.Inline(), Duration.ofMinutes(10));

        URI tampered = URI.create(url.url().toString().replace(mine.value(), other.value()));

        assertThat(tampered).isNotEqualTo(url.url());
        assertThat(fetch(tampered)).isInstanceOf(Fetched.Refused.class);
    }

    @Test
    default void addressWithAnyQueryCharacterChangedIsRefused() {
        PresignedUrl signed = testee(this::now)
                .sign(stored("a kite"), ContentType.JPEG, new Disposition.Inline(), Duration.ofMinutes(10));
        String url = signed.url().toString();

        // The last hexadecimal or base64url digit of every parameter's value.
        for (int end = url.indexOf('?') + 1; end > 0;) {
            int ampersand = url.indexOf('&', end);
            int last = (ampersand < 0 ? url.length() : ampersand) - 1;
            // Two of the alphabet's neighbours may share all bits that count; four steps on they can't.
            char changed = url.charAt(last) == '0' ? '8' : '0';
            String tampered = url.substring(0, last) + changed + url.substring(last + 1);
            assertThat(fetch(URI.create(tampered))).as(tampered).isInstanceOf(Fetched.Refused.class);
            end = ampersand < 0 ? 0 : ampersand + 1;
        }
    }

    @Test
    default void steadyAddressIsTheSameWithinAnHourAndAnotherInTheNext() {
        ObjectKey key = stored("a kite");
        Instant hour = now().truncatedTo(ChronoUnit.HOURS);
        List<PresignedUrl> urls = Stream.of(hour, hour.plus(Duration.ofMinutes(59)).plusMillis(59_999),
                hour.minusMillis(1))
                .map(time -> testee(() -> time).signSteadily(key, ContentType.JPEG, new Disposition.Inline()))
                .toList();

        assertThat(urls.get(1)).isEqualTo(urls.get(0));
        assertThat(urls.get(2)).isNotEqualTo(urls.get(0));
        assertThat(urls.get(0).expiresAt()).isEqualTo(hour.plus(Duration.ofHours(2)));
        assertThat(urls.get(2).expiresAt()).isEqualTo(hour.plus(Duration.ofHours(1)));
        for (PresignedUrl url : urls) {
            assertThat(given(url.url()).text()).isEqualTo("a kite");
        }
    }

    // Uploads

    private ObjectKey newUploadKey() {
        return ObjectKey.upload(ImageBuilder.image()
                .createdAt(now().truncatedTo(ChronoUnit.MILLIS))
                .build()
                .id());
    }

    private SignedUpload signUpload(ObjectKey key) {
        return testee(this::now).signUpload(key, ContentType.JPEG, 6, Duration.ofMinutes(10));
    }

    @Test
    default void uploadAddressTakesWhatWasSigned() {
        ObjectKey key = newUploadKey();
        SignedUpload upload = signUpload(key);

        assertThat(upload.headers()).containsEntry("Content-Type", "image/jpeg").containsEntry("Content-Length", "6");
        assertThat(put(upload.url(), upload.headers(), "a kite")).isTrue();

        assertThat(store().stat(key)).hasValueSatisfying(stored -> assertThat(stored.sizeBytes()).isEqualTo(6));
    }

    @Test
    default void whatWasUploadedIsNotReplaced() throws IOException {
        ObjectKey key = newUploadKey();
        SignedUpload upload = signUpload(key);
        assertThat(put(upload.url(), upload.headers(), "a kite")).isTrue();

        assertThat(put(upload.url(), upload.headers(), "a cake")).isFalse();

        try (InputStream in = store().open(key, new ByteRange(0, 6)).orElseThrow()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a kite");
        }
    }

    @Test
    default void ofManyUploadsOfOneObjectAtOnceExactlyOneIsStored() throws Exception {
        for (int round = 0; round < 3; round++) {
            ObjectKey key = newUploadKey();
            SignedUpload upload = signUpload(key);
            List<String> texts = IntStream.range(0, 20).mapToObj("kite%02d"::formatted).toList();

            List<Boolean> stored = AtOnce.all(texts.stream()
                    .<Callable<Boolean>>map(text -> () -> put(upload.url(), upload.headers(), text))
                    .toList());

            assertThat(stored).containsOnlyOnce(true);
            try (InputStream in = store().open(key, new ByteRange(0, 6)).orElseThrow()) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(texts.get(stored.indexOf(true)));
            }
        }
    }

    @Test
    default void uploadOfAnotherSizeIsRefusedAndStoresNothing() {
        ObjectKey key = newUploadKey();
        SignedUpload upload = signUpload(key);

        assertThat(put(upload.url(), upload.headers(), "a kit")).isFalse();
        assertThat(put(upload.url(), upload.headers(), "a kites")).isFalse();

        assertThat(store().stat(key)).isEmpty();
    }

    @Test
    default void uploadOfAnotherTypeIsRefusedAndStoresNothing() {
        ObjectKey key = newUploadKey();
        SignedUpload upload = signUpload(key);
        Map<String, String> headers = new HashMap<>(upload.headers());
        headers.put("Content-Type", "text/html");

        assertThat(put(upload.url(), headers, "a kite")).isFalse();

        assertThat(store().stat(key)).isEmpty();
    }

    @Test
    default void uploadAddressIsRefusedAfterItsExpiry() {
        ObjectKey key = newUploadKey();
        Instant signedAt = now().minus(Duration.ofHours(1));

        SignedUpload upload =
                testee(() -> signedAt).signUpload(key, ContentType.JPEG, 6, Duration.ofMinutes(59));

        assertThat(upload.expiresAt())
                .isEqualTo(signedAt.truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofMinutes(59)));
        assertThat(put(upload.url(), upload.headers(), "a kite")).isFalse();
        assertThat(store().stat(key)).isEmpty();
    }

    @Test
    default void uploadAddressOfOneObjectDoesNotTakeAnother() {
        ObjectKey mine = newUploadKey();
        ObjectKey other = newUploadKey();
        SignedUpload upload = signUpload(mine);

        URI tampered = URI.create(upload.url().toString().replace(mine.value(), other.value()));

        assertThat(put(tampered, upload.headers(), "a kite")).isFalse();
        assertThat(store().stat(other)).isEmpty();
    }

    @Test
    default void addressOfOneKindIsNoneOfTheOther() {
        ObjectKey key = stored("a kite");
        SignedUpload upload = signUpload(key);
        PresignedUrl url = testee(this::now)
                .sign(newUploadKey(), ContentType.JPEG, new Disposition.Inline(), Duration.ofMinutes(10));

        assertThat(fetch(upload.url())).isInstanceOf(Fetched.Refused.class);
        assertThat(put(url.url(), upload.headers(), "a kite")).isFalse();
    }
}
