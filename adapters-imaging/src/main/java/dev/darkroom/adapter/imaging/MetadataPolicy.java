package dev.darkroom.adapter.imaging;

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
     * Only where a picture was taken goes. EXIF stays without its GPS directory. An XMP packet or comment that mentions a
     * place is removed whole, because an edit inside of it could not be checked; so are the blocks that can't be searched:
     * Photoshop blocks with their IPTC, extended XMP, compressed text, further images (MPF), unknown blocks, and whatever
     * is behind the end of the picture. Maker notes stay. A GIF, which no camera takes, is treated as under {@link #STRIP}.
     */
    LOCATION,

    /** The bytes are stored as they came. */
    KEEP
}
