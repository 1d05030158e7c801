package dev.darkroom.domain.model;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the content credentials (C2PA) with which a picture was received: a signed manifest in the file that
 * says who made the picture and how, or a reference to such a manifest. They vouch for the bytes of the file, so they
 * are invalid after any other metadata is removed.
 */
public enum ContentCredentials {
    /** The stored file contains neither the manifest nor the reference. */
    REMOVED,
    /** The file is stored as received. Whether its credentials are valid was not checked. */
    KEPT;

    /** The form in which clients and catalogs see it, which is null for none. */
    public static @Nullable String text(@Nullable ContentCredentials credentials) {
        return credentials == null ? null : credentials.name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if the text is neither null nor one of {@link #text} */
    public static @Nullable ContentCredentials ofText(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(values())
                .filter(credentials -> text.equals(text(credentials)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("content_credentials must be removed or kept"));
    }
}
