package dev.darkroom.adapter.imaging.inspect.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Recognizes content credentials (C2PA 2.2, section 11 and appendix A): manifest stores, and references to them. Reads only the headers
 * of a store, so damage inside of it has no effect.
 */
public final class C2pa {
    /** Larger XMP packets are not read completely; editors write far less. */
    public static final int MAX_XMP_BYTES = 256 * 1024;

    /** The type of the content of a JUMBF superbox: {@code 63327061-0011-0010-8000-00AA00389B71}. */
    private static final String MANIFEST_STORE = "c2pa\0\u0011\0\u0010\u0080\0\0\u00AA\0008\u009Bq";

    private static final String DUBLIN_CORE_TERMS = "http://purl.org/dc/terms/";
    /** Possessive, so that the time is linear in the length of the text. */
    private static final Pattern PROVENANCE = Pattern.compile(
            ":provenance\\s*+(?:=\\s*+[\"']|>|rdf:resource\\s*+=\\s*+[\"'])\\s*+(?:https?:|self#)");

    private C2pa() {}

    /**
     * Whether a JUMBF superbox with a manifest store starts here (ISO/IEC 19566-5, annex A). False for superboxes with
     * other content, such as those of JPEG 360.
     *
     * @param limit the end of the bytes that may belong to the box, within the content
     */
    public static boolean isManifestStore(Source source, long at, long limit) throws IOException, Refusal.CutShort {
        if (limit - at < 8 || !source.hasAt(at + 4, "jumb")) {
            return false;
        }
        // A size of 1 means that a size of 64 bits follows.
        long description = at + (source.u32(at) == 1 ? 16 : 8);
        return limit - description >= 8 + MANIFEST_STORE.length()
                && source.hasAt(description + 4, "jumd")
                && source.hasAt(description + 8, MANIFEST_STORE);
    }

    /**
     * Whether an XMP packet refers to a manifest: the value of {@code dcterms:provenance} is a URL. Other texts in this
     * field, such as the names of former owners, have a different meaning.
     */
    public static boolean isReference(byte[] xmp) {
        // Without its zeros, UTF-16 text can be searched too.
        String text = new String(xmp, StandardCharsets.ISO_8859_1).replace("\0", "");
        return text.contains(DUBLIN_CORE_TERMS) && PROVENANCE.matcher(text).find();
    }
}
