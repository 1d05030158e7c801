package dev.darkroom.adapter.local;

import dev.darkroom.adapter.local.filesystem.FilesystemBlobStore;
import dev.darkroom.adapter.local.links.HmacUrlSigner;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.time.InstantSource;

/** Objects as files in a data folder, which this server serves itself at presigned URLs. Thread-safe. */
public final class FilesystemStorage {
    private final FilesystemBlobStore blobStore;
    private final HmacUrlSigner links;

    /**
     * @param signingKeys sign the URLs
     * @param clock by which URLs expire
     * @throws dev.darkroom.domain.model.StorageException.Unavailable if the folder can't be used
     */
    public FilesystemStorage(DataFolder folder, SigningKeys signingKeys, InstantSource clock) {
        this.blobStore = new FilesystemBlobStore(
                folder.files(), folder.folder(DataFolder.BLOBS), folder.temporaryFolder(), folder.spoolFolder());
        this.links = new HmacUrlSigner(signingKeys, clock);
    }

    public BlobStore blobStore() {
        return blobStore;
    }

    public UrlSigner urlSigner() {
        return links;
    }

    public SignedLinkVerifier linkVerifier() {
        return links;
    }
}
