package dev.darkroom.domain.port.out.blob;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.object.SignedUpload;
import java.time.Duration;

/**
 * Makes presigned URLs for GET or PUT of one object, without other credentials and for a limited time. Thread-safe.
 */
public interface UrlSigner {
    /** The longest life of a presigned URL: seven days (Amazon S3, Signature Version 4). */
    Duration MAX_VALIDITY = Duration.ofDays(7);

    /** How long {@link #signSteadily} returns the same URL. The URL is valid for up to twice as long. */
    Duration STEADY_PERIOD = Duration.ofHours(1);

    /**
     * Signs a URL for GET of the object, with the content type and the disposition. It does not check whether the object
     * exists. The URL is valid until {@link PresignedUrl#expiresAt()}. If the signer's own credentials expire earlier, the URL
     * expires with them.
     *
     * @param validity in whole seconds, from one second to {@link #MAX_VALIDITY}
     */
    PresignedUrl sign(ObjectKey key, ContentType contentType, Disposition disposition, Duration validity);

    /**
     * Signs as {@link #sign} does, but returns the same URL to all calls within one hour (UTC), so that caches can keep the
     * response. The URL is valid until the end of the next hour, or until the signer's credentials expire.
     */
    PresignedUrl signSteadily(ObjectKey key, ContentType contentType, Disposition disposition);

    /**
     * Signs a URL for PUT of an object with exactly this size and content type. An existing object is not replaced, so of concurrent
     * requests one stores its bytes. A request
     * with another size or type, or after the expiry, is refused and stores nothing. The expiry follows the rule of {@link
     * #sign}. A URL for PUT is invalid for GET, and the reverse.
     *
     * @param sizeBytes at least 1
     * @param validity in whole seconds, from one second to {@link #MAX_VALIDITY}
     */
    SignedUpload signUpload(ObjectKey key, ContentType contentType, long sizeBytes, Duration validity);
}
