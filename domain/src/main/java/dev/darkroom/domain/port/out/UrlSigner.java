package dev.darkroom.domain.port.out;

import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.model.Disposition;
import dev.darkroom.domain.model.ObjectKey;
import dev.darkroom.domain.model.PresignedUrl;
import java.time.Duration;

/** Makes addresses at which one object can be fetched for a while, by GET, without other credentials. Thread-safe. */
public interface UrlSigner {
    /** The longest life of a presigned URL: seven days (Amazon S3, Signature Version 4). */
    Duration MAX_VALIDITY = Duration.ofDays(7);

    /**
     * Signs an address that gives the object with the content type and the disposition. It does not ask whether the
     * object exists. The address works until its {@link PresignedUrl#expiresAt()} and not after; when the signer's own
     * credentials end before the validity does, it expires with them.
     *
     * @param validity in whole seconds, from one second to {@link #MAX_VALIDITY}
     */
    PresignedUrl sign(ObjectKey key, ContentType contentType, Disposition disposition, Duration validity);
}
