package dev.darkroom.adapter.archive;

import dev.darkroom.domain.model.image.Image;

/** The names of files in an archive. Of the data of an image, only its id and its type are part of a name. */
final class ArchiveNames {
    /** One line for each image, in the order of creation. */
    static final String LINES = "images.jsonl";

    /** In the format that {@code sha256sum --check} reads. */
    static final String CHECKSUMS = "SHA256SUMS";

    static final String ORIGINALS = "originals";

    private ArchiveNames() {}

    /** The path of an image's original, such as {@code originals/11/019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11.jpg}. */
    static String original(Image image) {
        return ORIGINALS + "/" + shard(image) + "/" + image.id() + "." + image.contentType().extension();
    }

    /** The last two hexadecimal digits of the id, which are random. They keep the number of files in a folder small. */
    static String shard(Image image) {
        String id = image.id().toString();
        return id.substring(id.length() - 2);
    }
}
