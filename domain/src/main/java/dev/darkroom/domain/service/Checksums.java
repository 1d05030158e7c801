package dev.darkroom.domain.service;

import dev.darkroom.domain.model.Checksum;
import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.port.out.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;

/** Checksums of bytes that are at hand. */
final class Checksums {
    private Checksums() {}

    /** @throws StorageException.Unavailable when the content can't be read */
    static Checksum of(Content content) {
        var digest = Checksum.newDigest();
        try (InputStream in = content.open();
                var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw new StorageException.Unavailable("What is to be stored can't be read back", e);
        }
        return Checksum.of(digest.digest());
    }
}
