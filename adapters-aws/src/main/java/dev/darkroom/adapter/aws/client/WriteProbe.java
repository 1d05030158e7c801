package dev.darkroom.adapter.aws.client;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Checksum;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Writes and removes a small object, as Darkroom writes images, to find out whether a bucket accepts writes. Processes may
 * probe the same bucket at the same time. Thread-safe.
 *
 * @param checksums which checksums are sent
 */
public record WriteProbe(Bucket bucket, ChecksumMode checksums) {
    /** Not the key of an image, so walks over the images skip it. Always the same, so at most one object can remain. */
    public static final String KEY = "darkroom-write-probe";

    /** Not empty: a store that cannot encrypt may still accept an object without bytes. */
    private static final byte[] CONTENT =
            "Darkroom checks that objects can be written.".getBytes(StandardCharsets.UTF_8);

    /** Shorter than other calls, because a readiness check consists of several calls. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);

    /**
     * Writes and removes the object.
     *
     * @throws SdkException if the bucket does not accept one of both
     */
    public void run() {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(bucket.name())
                .key(KEY)
                .contentType("text/plain")
                .overrideConfiguration(call -> call.apiCallTimeout(TIME_LIMIT));
        if (checksums == ChecksumMode.WHEN_SUPPORTED) {
            put.checksumSHA256(Base64.getEncoder().encodeToString(Checksum.newDigest().digest(CONTENT)));
        }
        bucket.client().putObject(put.build(), RequestBody.fromBytes(CONTENT));
        bucket.client().deleteObject(DeleteObjectRequest.builder()
                .bucket(bucket.name())
                .key(KEY)
                .overrideConfiguration(call -> call.apiCallTimeout(TIME_LIMIT))
                .build());
    }

    /**
     * Does the same as {@link #run}.
     *
     * @throws StorageException.Unavailable with the response of the store if the bucket does not accept one of both
     */
    public void check() {
        try {
            run();
        } catch (SdkException e) {
            throw new StorageException.Unavailable(
                    bucket + " does not accept writes: " + Failures.reason(e), e);
        }
    }
}
