package dev.darkroom.adapter.archive;

import dev.darkroom.domain.model.image.Image;

/** What is where in an archive. No name comes from a text of its images but their ids. */
final class ArchiveNames {
    /** One line for each image, in the order of creation. */
    static final String LINES = "images.jsonl";

    /** What {@code sha256sum --check} reads. */
    static final String CHECKSUMS = "SHA256SUMS";

    static final String ORIGINALS = "originals";

    private ArchiveNames() {}

    /** The path of an image's original, such as {@code originals/11/019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11.jpg}. */
    static String original(Image image) {
        return ORIGINALS + "/" + shard(image) + "/" + image.id() + "." + image.contentType().extension();
    }

    /** Two hexadecimal digits of the id's random end: no folder has too many files to be looked at. */
    static String shard(Image image) {
        String id = image.id().toString();
        return id.substring(id.length() - 2);
    }
}
