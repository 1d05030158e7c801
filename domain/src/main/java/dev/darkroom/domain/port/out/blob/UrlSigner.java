package dev.darkroom.domain.port.out.blob;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.object.SignedUpload;
import java.time.Duration;

/**
 * Makes addresses at which one object can be fetched, by GET, or stored, by PUT, for a while and without other credentials.
 * Thread-safe.
 */
public interface UrlSigner {
    /** The longest life of a presigned URL: seven days (Amazon S3, Signature Version 4). */
    Duration MAX_VALIDITY = Duration.ofDays(7);

    /** How long {@link #signSteadily} gives the same address; the address works for up to twice as long. */
    Duration STEADY_PERIOD = Duration.ofHours(1);

    /**
     * Signs an address that gives the object with the content type and the disposition. It does not ask whether the
     * object exists. The address works until its {@link PresignedUrl#expiresAt()} and not after; when the signer's own
     * credentials end before the validity does, it expires with them.
     *
     * @param validity in whole seconds, from one second to {@link #MAX_VALIDITY}
     */
    PresignedUrl sign(ObjectKey key, ContentType contentType, Disposition disposition, Duration validity);

    /**
     * Signs as {@link #sign} does, but gives the same address to all calls within one hour (UTC), so that what was fetched
     * from it can be kept by a cache. It works until the end of the next hour, or until the signer's credentials end.
     */
    PresignedUrl signSteadily(ObjectKey key, ContentType contentType, Disposition disposition);

    /**
     * Signs an address that takes the bytes of an object, exactly so many and of that content type, unless there is an
     * object under the key: what was put once is not replaced. A request with another size or type, or after the expiry, is
     * refused and stores nothing. The expiry follows the rule of {@link #sign}, and an address of one kind is of no use as
     * one of the other.
     *
     * @param sizeBytes at least 1
     * @param validity in whole seconds, from one second to {@link #MAX_VALIDITY}
     */
    SignedUpload signUpload(ObjectKey key, ContentType contentType, long sizeBytes, Duration validity);
}
