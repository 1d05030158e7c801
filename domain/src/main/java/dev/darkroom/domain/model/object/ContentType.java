package dev.darkroom.domain.model.object;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The image formats that are accepted, with their registered media types (IANA) and the extension of their objects. */
public enum ContentType {
    JPEG("image/jpeg", "jpg"),
    PNG("image/png", "png"),
    GIF("image/gif", "gif"),
    WEBP("image/webp", "webp"),
    AVIF("image/avif", "avif"),
    HEIC("image/heic", "heic"),
    HEIF("image/heif", "heif");

    private final String mediaType;
    private final String extension;

    ContentType(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    /** Finds the format by its media type without parameters, such as {@code image/jpeg}. */
    public static Optional<ContentType> ofMediaType(String mediaType) {
        return Arrays.stream(values()).filter(type -> type.mediaType.equals(mediaType)).findFirst();
    }

    /** The media type, such as {@code image/jpeg}. */
    public String mediaType() {
        return mediaType;
    }

    /** Whether files of the type have this extension, given without its dot and in any case. */
    public boolean hasExtension(String text) {
        String lowerCase = text.toLowerCase(Locale.ROOT);
        return lowerCase.equals(extension) || switch (this) {
            case JPEG -> lowerCase.equals("jpeg") || lowerCase.equals("jpe") || lowerCase.equals("jfif");
            case HEIC, HEIF -> lowerCase.equals("heic") || lowerCase.equals("heif");
            case PNG, GIF, WEBP, AVIF -> false;
        };
    }

    /** The extension without its dot, such as {@code jpg}. */
    public String extension() {
        return extension;
    }
}
