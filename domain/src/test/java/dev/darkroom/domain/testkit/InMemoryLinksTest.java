package dev.darkroom.domain.testkit;

import dev.darkroom.domain.model.ByteRange;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.SignedLinkVerifier.Verification.Granted;
import dev.darkroom.domain.port.out.UrlSigner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

class InMemoryLinksTest implements UrlSignerContract {
    private final MovableClock clock = new MovableClock();
    private final InMemoryBlobStore store = new InMemoryBlobStore(clock);
    private final List<InMemoryLinks> signers = new ArrayList<>();

    @Override
    public UrlSigner testee(InstantSource signingClock) {
        // Signed at one time, checked at another.
        boolean[] signing = {true};
        InMemoryLinks links = new InMemoryLinks(() -> signing[0] ? signingClock.instant() : clock.instant());
        signers.add(links);
        return (key, contentType, disposition, validity) -> {
            signing[0] = true;
            try {
                return links.sign(key, contentType, disposition, validity);
            } finally {
                signing[0] = false;
            }
        };
    }

    @Override
    public BlobStore store() {
        return store;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Fetched fetch(URI url) {
        var query = Arrays.stream(url.getQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        String objectKey = url.getPath().substring("/blobs/".length());
        return switch (signers.getLast().verify(objectKey, query)) {
            case Granted granted -> new Fetched.Given(
                    read(granted), granted.contentType().mediaType(), granted.disposition().headerValue());
            default -> new Fetched.Refused();
        };
    }

    private String read(Granted granted) {
        try (InputStream in =
                store.open(granted.key(), new ByteRange(0, Long.MAX_VALUE)).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
