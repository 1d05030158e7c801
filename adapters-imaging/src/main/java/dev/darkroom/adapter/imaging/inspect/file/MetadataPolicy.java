package dev.darkroom.adapter.imaging.inspect.file;

/**
 * Which metadata is removed from an uploaded file before it is stored. Pixels, colour profile and orientation always
 * stay. Content credentials (C2PA) and XMP that refers to them stay with {@link #KEEP} only, because a reader would
 * report them as invalid after any other metadata is removed.
 */
public enum MetadataPolicy {
    /**
     * All metadata is removed: Exif, XMP, IPTC, comments, maker notes, embedded previews of a JPEG, bytes after the end
     * of the picture, and every block that is not known to be needed for display. The default.
     */
    STRIP,

    /**
     * The place where a picture was taken is removed. Exif fields stay, except for the GPS directory and fields that
     * mention a place. An XMP packet or a comment that mentions a place is removed as a whole, because an edit inside
     * of it could not be verified. What can't be searched is removed too: maker notes and the thumbnail in Exif,
     * Photoshop blocks with their IPTC, extended XMP, compressed text, further images (MPF), unknown blocks, and bytes
     * after the end of the picture. A GIF is treated as with {@link #STRIP}, because no camera writes GIF.
     */
    LOCATION,

    /** Nothing is removed: the bytes are stored as received. */
    KEEP
}
