package dev.darkroom.domain.testkit;

import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.model.Disposition;
import dev.darkroom.domain.model.ObjectKey;
import dev.darkroom.domain.model.PresignedUrl;
import dev.darkroom.domain.port.out.SignedLinkVerifier;
import dev.darkroom.domain.port.out.UrlSigner;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Addresses {@code /blobs/{key}?link=n} that are good because they are remembered. Thread-safe. */
public final class InMemoryLinks implements UrlSigner, SignedLinkVerifier {
    private final List<Verification.Granted> granted = new ArrayList<>();
    private final InstantSource clock;

    public InMemoryLinks(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized PresignedUrl sign(
            ObjectKey key, ContentType contentType, Disposition disposition, Duration validity) {
        Instant expiresAt = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(validity);
        granted.add(new Verification.Granted(key, contentType, disposition, expiresAt));
        return new PresignedUrl(URI.create("/blobs/" + key + "?link=" + (granted.size() - 1)), expiresAt);
    }

    @Override
    public synchronized Verification verify(String objectKey, Map<String, String> query) {
        for (int i = 0; i < granted.size(); i++) {
            Verification.Granted link = granted.get(i);
            if (query.equals(Map.of("link", Integer.toString(i))) && link.key().value().equals(objectKey)) {
                return clock.instant().isAfter(link.expiresAt()) ? new Verification.Expired() : link;
            }
        }
        return new Verification.Forged();
    }
}
