package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier.Verification;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier.Verification.Granted;
import dev.darkroom.domain.testkit.contract.SignedPuts;
import dev.darkroom.domain.testkit.contract.UrlSignerContract;
import dev.darkroom.domain.testkit.fixture.MovableClock;
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
import java.util.Map;
import java.util.stream.Collectors;

class InMemoryLinksTest implements UrlSignerContract {
    private final MovableClock clock = new MovableClock();
    private final InMemoryBlobStore store = new InMemoryBlobStore(clock);
    private final List<InMemoryLinks> signers = new ArrayList<>();

    @Override
    public InMemoryLinks testee(InstantSource signingClock) {
        InMemoryLinks links = new InMemoryLinks(signingClock, clock);
        signers.add(links);
        return links;
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
        return switch (verify(url)) {
            case Granted granted -> new Fetched.Given(
                    read(granted), granted.contentType().mediaType(), granted.disposition().headerValue());
            default -> new Fetched.Refused();
        };
    }

    private Verification verify(URI url) {
        var query = Arrays.stream(url.getQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        return signers.getLast().verify(url.getPath().substring("/blobs/".length()), query);
    }

    @Override
    public boolean put(URI url, Map<String, String> headers, String text) {
        return SignedPuts.put(verify(url), store, headers, text);
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
