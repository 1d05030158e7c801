package dev.darkroom.domain.service.content;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import java.io.IOException;

/** Computes checksums of content. */
public final class Checksums {
    private Checksums() {}

    /** @throws StorageException.Unavailable when the content can't be read */
    public static Checksum of(Content content) {
        try {
            return content.checksum();
        } catch (IOException e) {
            throw new StorageException.Unavailable("The content can't be read", e);
        }
    }
}
