package dev.darkroom.domain.service.blob;

import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier.Verification;

/** Verifies the URL before it reads the store, so that a forged URL reveals nothing about stored objects. */
public final class FetchBlobService implements FetchBlob {
    private final SignedLinkVerifier verifier;
    private final BlobStore store;

    public FetchBlobService(SignedLinkVerifier verifier, BlobStore store) {
        this.verifier = verifier;
        this.store = store;
    }

    @Override
    public Result fetch(Query query) {
        return switch (verifier.verify(query.objectKey(), query.parameters())) {
            case Verification.Forged() -> new Result.Forged();
            case Verification.UploadGranted _ -> new Result.Forged();
            case Verification.Expired() -> new Result.Expired();
            case Verification.Granted granted -> find(granted);
        };
    }

    private Result find(Verification.Granted granted) {
        return store.stat(granted.key())
                .<Result>map(object -> new Result.Found(
                        object,
                        granted.contentType(),
                        granted.disposition(),
                        granted.expiresAt(),
                        range -> store.open(granted.key(), range)))
                .orElseGet(Result.NotFound::new);
    }
}
