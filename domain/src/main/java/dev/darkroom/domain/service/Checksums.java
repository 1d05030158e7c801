package dev.darkroom.domain.service;

import dev.darkroom.domain.model.Checksum;
import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.port.out.StorageException;
import java.io.IOException;

/** Checksums of bytes that are at hand. */
final class Checksums {
    private Checksums() {}

    /** @throws StorageException.Unavailable when the content can't be read */
    static Checksum of(Content content) {
        try {
            return content.checksum();
        } catch (IOException e) {
            throw new StorageException.Unavailable("The content can't be read", e);
        }
    }
}
