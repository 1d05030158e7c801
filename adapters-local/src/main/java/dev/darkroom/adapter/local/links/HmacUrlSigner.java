package dev.darkroom.adapter.local.links;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.object.SignedUpload;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies relative URLs of objects that this server serves: {@code
 * /blobs/{key}?expires={seconds since 1970}&type={media type}[&filename={name}]&signature={signature}}. With a file name, the object is
 * {@linkplain Disposition.Attachment saved} under it. The signature is the base64url (RFC 4648, section 5, without padding) of an
 * HMAC-SHA256 (RFC 2104) over all characters before {@code &signature=}, encoded as {@link #sign} encodes them. A URL for an upload has
 * {@code method=put} and {@code size={bytes}} instead of the file name. Thread-safe.
 */
public final class HmacUrlSigner implements UrlSigner, SignedLinkVerifier {
    private static final String ROOT = "/blobs/";
    private static final String KEY_PURPOSE = "url";
    private static final String EXPIRES = "expires";
    private static final String TYPE = "type";
    private static final String FILENAME = "filename";
    private static final String METHOD = "method";
    private static final String PUT = "put";
    private static final String SIZE = "size";
    private static final String SIGNATURE = "signature";
    private static final Set<String> INLINE_PARAMETERS = Set.of(EXPIRES, TYPE, SIGNATURE);
    private static final Set<String> ATTACHMENT_PARAMETERS = Set.of(EXPIRES, TYPE, FILENAME, SIGNATURE);
    private static final Set<String> UPLOAD_PARAMETERS = Set.of(EXPIRES, TYPE, METHOD, SIZE, SIGNATURE);

    /** 18 digits always fit a {@code long}. */
    private static final Pattern BYTES = Pattern.compile("[1-9][0-9]{0,17}");

    /** 12 digits reach beyond the year 30,000. */
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,11}");

    private final SigningKeys keys;
    private final InstantSource clock;

    /** Initialized with the key; null until the key was read. Not thread-safe, so each use clones it. */
    private volatile @Nullable Mac mac;

    /**
     * Reads the key immediately, so that it is created at the first start and not later, when the disk may be full. While the keys are out of
     * reach, each use tries to read it again, and fails as {@link SigningKeys#key} does.
     */
    public HmacUrlSigner(SigningKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        try {
            mac = mac(keys.key(KEY_PURPOSE));
        } catch (StorageException.Unavailable e) {
            // Readiness reports it.
        }
    }

    private Mac mac() {
        Mac known = mac;
        if (known == null) {
            known = mac(keys.key(KEY_PURPOSE));
            mac = known;
        }
        return known;
    }

    private static Mac mac(SecretKey key) {
        try {
            Mac mac = Mac.getInstance(SigningKeys.ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public PresignedUrl sign(ObjectKey key, ContentType contentType, Disposition disposition, Duration validity) {
        return sign(key, contentType, disposition, expiry(validity));
    }

    @Override
    public PresignedUrl signSteadily(ObjectKey key, ContentType contentType, Disposition disposition) {
        return sign(key, contentType, disposition, clock.instant().truncatedTo(ChronoUnit.HOURS)
                .plus(STEADY_PERIOD.multipliedBy(2)));
    }

    private PresignedUrl sign(ObjectKey key, ContentType contentType, Disposition disposition, Instant expiresAt) {
        String filename =
                switch (disposition) {
                    case Disposition.Inline() -> null;
                    case Disposition.Attachment(Filename name) -> name.value();
                };
        String unsigned =
                unsigned(key.value(), Long.toString(expiresAt.getEpochSecond()), contentType.mediaType(), filename);
        return new PresignedUrl(signed(unsigned), expiresAt);
    }

    @Override
    public SignedUpload signUpload(ObjectKey key, ContentType contentType, long sizeBytes, Duration validity) {
        if (sizeBytes < 1) {
            throw new IllegalArgumentException("An upload has at least one byte, not " + sizeBytes);
        }
        Instant expiresAt = expiry(validity);
        String size = Long.toString(sizeBytes);
        String unsigned = unsignedUpload(
                key.value(), Long.toString(expiresAt.getEpochSecond()), contentType.mediaType(), size);
        return new SignedUpload(
                signed(unsigned),
                Map.of("Content-Type", contentType.mediaType(), "Content-Length", size),
                expiresAt);
    }

    private Instant expiry(Duration validity) {
        if (validity.compareTo(Duration.ofSeconds(1)) < 0
                || validity.compareTo(MAX_VALIDITY) > 0
                || !validity.equals(validity.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException(
                    "A URL is valid for 1 second to 7 days in whole seconds, not " + validity);
        }
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(validity);
    }

    private URI signed(String unsigned) {
        return URI.create(unsigned + "&" + SIGNATURE + "=" + signature(unsigned));
    }

    @Override
    public Verification verify(String objectKey, Map<String, String> query) {
        String expires = query.get(EXPIRES);
        String type = query.get(TYPE);
        String filename = query.get(FILENAME);
        String signature = query.get(SIGNATURE);
        if (expires == null || type == null || signature == null) {
            return new Verification.Forged();
        }
        if (query.keySet().equals(UPLOAD_PARAMETERS) && PUT.equals(query.get(METHOD))) {
            String size = query.getOrDefault(SIZE, "");
            return isSignatureOf(unsignedUpload(objectKey, expires, type, size), signature)
                    ? grantUpload(objectKey, expires, type, size)
                    : new Verification.Forged();
        }
        return query.keySet().equals(filename == null ? INLINE_PARAMETERS : ATTACHMENT_PARAMETERS)
                && isSignatureOf(unsigned(objectKey, expires, type, filename), signature)
                        ? grant(objectKey, expires, type, filename)
                        : new Verification.Forged();
    }

    /** Compares the encoded signatures, because several encoded texts decode to the same bytes. */
    private boolean isSignatureOf(String unsigned, String signature) {
        return MessageDigest.isEqual(
                signature(unsigned).getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }

    private Verification grantUpload(String objectKey, String expires, String type, String size) {
        var key = ObjectKey.parse(objectKey);
        var contentType = ContentType.ofMediaType(type);
        if (key.isEmpty()
                || contentType.isEmpty()
                || !SECONDS.matcher(expires).matches()
                || !BYTES.matcher(size).matches()) {
            return new Verification.Forged();
        }
        return clock.instant().isAfter(Instant.ofEpochSecond(Long.parseLong(expires)))
                ? new Verification.Expired()
                : new Verification.UploadGranted(key.get(), contentType.get(), Long.parseLong(size));
    }

    /** Parses the parameters of a URL with a valid signature. Accepts only the values that {@link #sign} writes. */
    private Verification grant(String objectKey, String expires, String type, @Nullable String filename) {
        var key = ObjectKey.parse(objectKey);
        var contentType = ContentType.ofMediaType(type);
        if (key.isEmpty() || contentType.isEmpty() || !SECONDS.matcher(expires).matches()) {
            return new Verification.Forged();
        }
        Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(expires));
        if (clock.instant().isAfter(expiresAt)) {
            return new Verification.Expired();
        }
        if (filename == null) {
            return new Verification.Granted(key.get(), contentType.get(), new Disposition.Inline(), expiresAt);
        }
        // An unpaired surrogate has the same signature as a question mark, but is not valid in a file name.
        return Filename.from(filename)
                .filter(name -> name.value().equals(filename))
                .<Verification>map(name -> new Verification.Granted(
                        key.get(), contentType.get(), new Disposition.Attachment(name), expiresAt))
                .orElseGet(Verification.Forged::new);
    }

    /** The URL without its signature. Different arguments return different texts, because each argument is encoded. */
    private static String unsigned(String objectKey, String expires, String type, @Nullable String filename) {
        return ROOT
                + encodePath(objectKey)
                + "?" + EXPIRES + "=" + encode(expires)
                + "&" + TYPE + "=" + encode(type)
                + (filename == null ? "" : "&" + FILENAME + "=" + encode(filename));
    }

    private static String unsignedUpload(String objectKey, String expires, String type, String size) {
        return unsigned(objectKey, expires, type, null) + "&" + METHOD + "=" + PUT + "&" + SIZE + "=" + encode(size);
    }

    /** Percent-encodes (RFC 3986, section 2.1). Encodes a space as %20, because not all parsers decode a plus as a space. */
    private static String encode(String text) {
        return isUnreserved(text) ? text
                : URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    }

    /** Percent-encodes all characters except slashes. */
    private static String encodePath(String path) {
        return isUnreserved(path.replace("/", "")) ? path : encode(path).replace("%2F", "/");
    }

    /** Whether encoding would change nothing. This is the case for nearly all keys and numbers. */
    private static boolean isUnreserved(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
                    || c == '_')) {
                return false;
            }
        }
        return true;
    }

    private String signature(String unsigned) {
        try {
            Mac own = (Mac) mac().clone();
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(own.doFinal(unsigned.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JDK's HmacSHA256 can be cloned", e);
        }
    }
}
