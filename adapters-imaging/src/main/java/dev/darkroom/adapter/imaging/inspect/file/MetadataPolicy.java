package dev.darkroom.adapter.imaging.inspect.file;

/**
 * What happens to the metadata inside an uploaded file before it is stored. Pixels, colour profile and orientation stay
 * under each of them.
 */
public enum MetadataPolicy {
    /**
     * Everything goes: EXIF, XMP, IPTC, comments, maker notes, embedded previews of JPEG, whatever is behind the end of the
     * picture, and every block that is not known to be needed for display. The default.
     */
    STRIP,

    /**
     * Only where a picture was taken goes. The fields of EXIF stay, without the GPS directory and those that mention a
     * place. An XMP packet or comment that mentions one is removed whole, because an edit inside of it could not be
     * checked; so is what can't be searched: maker notes and the thumbnail in EXIF, Photoshop blocks with their IPTC,
     * extended XMP, compressed text, further images (MPF), unknown blocks, and whatever is behind the end of the picture. A
     * GIF, which no camera takes, is treated as under {@link #STRIP}.
     */
    LOCATION,

    /** The bytes are stored as they came. */
    KEEP
}
