package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.object.SignedUpload;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** URLs {@code /blobs/{key}?link=n}, which are valid because they are stored. Thread-safe. */
public final class InMemoryLinks implements UrlSigner, SignedLinkVerifier {
    private final List<Link> links = new ArrayList<>();
    private final InstantSource signingClock;
    private final InstantSource verifyingClock;

    private record Link(ObjectKey key, Verification grant, Instant expiresAt) {}

    public InMemoryLinks(InstantSource clock) {
        this(clock, clock);
    }

    /** Signs at one time and verifies at another, as two processes do whose clocks differ. */
    InMemoryLinks(InstantSource signingClock, InstantSource verifyingClock) {
        this.signingClock = signingClock;
        this.verifyingClock = verifyingClock;
    }

    @Override
    public synchronized PresignedUrl sign(
            ObjectKey key, ContentType contentType, Disposition disposition, Duration validity) {
        return sign(key, contentType, disposition, expiry(validity));
    }

    @Override
    public synchronized PresignedUrl signSteadily(ObjectKey key, ContentType contentType, Disposition disposition) {
        return sign(key, contentType, disposition, signingClock.instant().truncatedTo(ChronoUnit.HOURS)
                .plus(STEADY_PERIOD.multipliedBy(2)));
    }

    private PresignedUrl sign(ObjectKey key, ContentType contentType, Disposition disposition, Instant expiresAt) {
        return new PresignedUrl(
                add(key, new Verification.Granted(key, contentType, disposition, expiresAt), expiresAt), expiresAt);
    }

    @Override
    public synchronized SignedUpload signUpload(
            ObjectKey key, ContentType contentType, long sizeBytes, Duration validity) {
        Instant expiresAt = expiry(validity);
        URI url = add(key, new Verification.UploadGranted(key, contentType, sizeBytes), expiresAt);
        return new SignedUpload(
                url,
                Map.of("Content-Type", contentType.mediaType(), "Content-Length", Long.toString(sizeBytes)),
                expiresAt);
    }

    private Instant expiry(Duration validity) {
        return signingClock.instant().truncatedTo(ChronoUnit.SECONDS).plus(validity);
    }

    private URI add(ObjectKey key, Verification grant, Instant expiresAt) {
        Link link = new Link(key, grant, expiresAt);
        if (!links.contains(link)) {
            links.add(link);
        }
        return URI.create("/blobs/" + key + "?link=" + links.indexOf(link));
    }

    @Override
    public synchronized Verification verify(String objectKey, Map<String, String> query) {
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (query.equals(Map.of("link", Integer.toString(i))) && link.key().value().equals(objectKey)) {
                return verifyingClock.instant().isAfter(link.expiresAt()) ? new Verification.Expired() : link.grant();
            }
        }
        return new Verification.Forged();
    }
}
