package dev.darkroom.domain.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.Checksum;
import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.model.Disposition;
import dev.darkroom.domain.model.Filename;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.ObjectKey;
import dev.darkroom.domain.model.PresignedUrl;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.UrlSigner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** What every {@link UrlSigner} does, judged by what its addresses give. */
public interface UrlSignerContract {
    /** The signer, whose clock is this one; addresses are checked against the time that {@link #now} tells. */
    UrlSigner testee(InstantSource clock);

    /** The store whose objects the addresses give. */
    BlobStore store();

    /** Follows an address as a browser would. */
    Fetched fetch(URI url);

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
}
