package dev.darkroom.adapter.aws.s3;

import dev.darkroom.adapter.aws.client.Bucket;
import dev.darkroom.adapter.aws.client.ChecksumMode;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.client.WriteProbe;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.ObjectShard;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.port.out.blob.BlobStore;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Stores objects in an S3 bucket. S3 stores an object atomically when its last byte has arrived, and it is visible to all
 * readers immediately (Amazon S3 User Guide, "Amazon S3 data consistency model"). An incomplete upload leaves nothing. The
 * bucket should not be versioned, because it would keep deleted objects.
 */
public final class S3BlobStore implements BlobStore {
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final Bucket bucket;
    private final S3Client s3;
    private final boolean sendsSha256;
    private final Timeouts timeouts;
    private final WriteHealth writes;

    /** @param clock the time of writes and probes, see {@link #check} */
    public S3BlobStore(Bucket bucket, ChecksumMode checksums, Timeouts timeouts, InstantSource clock) {
        this.bucket = bucket;
        this.s3 = bucket.client();
        this.sendsSha256 = checksums == ChecksumMode.WHEN_SUPPORTED;
        this.timeouts = timeouts;
        this.writes = new WriteHealth(new WriteProbe(bucket, checksums)::check, clock);
    }

    @Override
    public void put(ObjectKey key, Content content, ContentType contentType, Checksum sha256) {
        Timeouts sending = timeouts.sending(content.sizeBytes());
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(bucket.name())
                .key(key.value())
                .contentType(contentType.mediaType())
                .overrideConfiguration(call -> call.apiCallAttemptTimeout(sending.attempt())
                        .apiCallTimeout(sending.call()));
        if (sendsSha256) {
            request.checksumSHA256(Base64.getEncoder().encodeToString(sha256.bytes()));
        }
        try (VerifiedBody body = new VerifiedBody(key, content, sha256)) {
            try {
                bucket.call(() -> s3.putObject(
                        request.build(),
                        RequestBody.fromContentProvider(body, content.sizeBytes(), contentType.mediaType())));
            } catch (RuntimeException e) {
                RuntimeException cause = body.causeOf(e);
                if (cause instanceof StorageException.Unavailable) {
                    writes.failed();
                }
                throw cause;
            }
            writes.accepted();
        }
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) {
        Optional<StoredObject> found = bucket.callFor(() -> s3.headObject(
                request -> request.bucket(bucket.name()).key(key.value())))
                .map(head -> stored(key, head));
        if (found.isEmpty()) {
            // The response to a HEAD request has no body, so a missing bucket looks like a missing key.
            bucket.check();
        }
        return found;
    }

    private StoredObject stored(ObjectKey key, HeadObjectResponse head) {
        if (head.contentLength() == null || head.lastModified() == null) {
            // For example, a proxy answers in place of the store.
            throw new StorageException.Unavailable(
                    bucket + " did not return the size and the time of " + key, null);
        }
        return new StoredObject(key, head.contentLength(), head.lastModified());
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, ByteRange range) {
        if (range.length() == 0) {
            // An HTTP range cannot be empty.
            return stat(key).map(_ -> InputStream.nullInputStream());
        }
        return bucket.callFor(() -> {
            try {
                return new AbortingInputStream(
                        s3.getObject(request -> request.bucket(bucket.name()).key(key.value()).range(header(range))));
            } catch (S3Exception e) {
                if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                    return InputStream.nullInputStream();
                }
                throw e;
            }
        });
    }

    /** The {@code Range} header (RFC 9110, section 14.1.2). */
    private static String header(ByteRange range) {
        long last = range.offset() + range.length() - 1;
        boolean overflows = last < range.offset();
        return "bytes=" + range.offset() + "-" + (overflows ? "" : last);
    }

    @Override
    public void delete(ObjectKey key) {
        bucket.call(() -> s3.deleteObject(request -> request.bucket(bucket.name()).key(key.value())));
    }

    @Override
    public void deleteAll(ObjectPrefix prefix) {
        bucket.call(() -> {
            s3.listObjectsV2Paginator(request -> request.bucket(bucket.name()).prefix(prefix.value()))
                    .forEach(page -> delete(page.contents()));
            return true;
        });
    }

    /** @param objects one page of a listing, at most 1,000 objects, which is also the limit of one delete request */
    private void delete(List<S3Object> objects) {
        if (objects.isEmpty()) {
            return;
        }
        List<ObjectIdentifier> keys = objects.stream()
                .map(object -> ObjectIdentifier.builder().key(object.key()).build())
                .toList();
        List<S3Error> errors = s3.deleteObjects(request -> request.bucket(bucket.name())
                .delete(delete -> delete.objects(keys).quiet(true)))
                .errors();
        if (!errors.isEmpty()) {
            S3Error first = errors.getFirst();
            throw new StorageException.Unavailable(
                    "%s did not delete %d of %d objects: %s for %s"
                            .formatted(bucket, errors.size(), keys.size(), first.code(), first.key()),
                    null);
        }
    }

    @Override
    public List<StoredObject> list(ObjectPrefix prefix) {
        return bucket.call(
                () -> s3.listObjectsV2Paginator(request -> request.bucket(bucket.name()).prefix(prefix.value()))
                        .contents().stream().flatMap(object -> stored(object).stream()).toList());
    }

    private static Optional<StoredObject> stored(S3Object object) {
        return ObjectKey.parse(object.key()).map(key -> new StoredObject(key, object.size(), object.lastModified()));
    }

    @Override
    public void forEach(Consumer<StoredObject> visitor) {
        forEach("", visitor);
    }

    @Override
    public void forEach(ObjectShard shard, Consumer<StoredObject> visitor) {
        forEach(shard.value() + "/", visitor);
    }

    private void forEach(String prefix, Consumer<StoredObject> visitor) {
        bucket.call(() -> {
            s3.listObjectsV2Paginator(request -> request.bucket(bucket.name()).prefix(prefix))
                    .contents()
                    .forEach(object -> stored(object).ifPresent(visitor));
            return true;
        });
    }

    /** Also checks that the bucket accepts writes: if it is not known from the last writes, by writing and removing an object. */
    @Override
    public void check() {
        bucket.check();
        writes.check();
    }
}
