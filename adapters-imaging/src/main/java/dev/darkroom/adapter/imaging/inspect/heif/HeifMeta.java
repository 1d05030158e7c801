package dev.darkroom.adapter.imaging.inspect.heif;

import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code meta} box of a HEIF file (ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12, section 9): the items, the
 * positions of their bytes, and the properties of the primary item.
 *
 * @param primary the id of the primary item; 0 if there is none, as in a track
 * @param items the items by their ids
 * @param properties the properties of the primary item, in the order in which they apply
 * @param allProperties the properties of all items
 * @param itemData the box {@code idat} with the bytes of items; null if there is none
 * @param unknown boxes that no decoder needs
 */
record HeifMeta(
        long primary,
        Map<Long, Item> items,
        List<Box> properties,
        List<Box> allProperties,
        @Nullable Box itemData,
        List<Box> unknown) {
    /** A 400-megapixel picture in tiles of 512 × 512 has about 1,600; each may have several extents. */
    private static final int MAX_ITEMS = 10_000;
    private static final int MAX_BOXES = 10_000;

    private static final Set<String> KNOWN =
            Set.of("hdlr", "pitm", "iinf", "iloc", "iprp", "iref", "idat", "dinf", "grpl");

    private static final Set<String> PICTURES =
            Set.of("av01", "hvc1", "hev1", "lhv1", "avc1", "vvc1", "evc1", "grid", "iovl", "iden", "tmap");

    /** The names that libavif writes. */
    private static final Set<String> PLAIN_NAMES = Set.of("", "Color", "Alpha");

    /**
     * An item.
     *
     * @param mimeType the MIME type of an item of type {@code mime}, otherwise empty
     * @param isEncoded whether its bytes are compressed
     * @param name the position of its name and of the bytes after it, if it may be private and no reader needs it
     * @param extents the positions of its bytes in the file, in their order
     */
    record Item(
            String type, String mimeType, boolean isEncoded, Optional<Extent> name, List<Extent> extents) {
        /** Whether it is a coded or derived picture. A JPEG item is not, because it may contain Exif. */
        boolean isPicture() {
            return PICTURES.contains(type);
        }

        boolean isXmp() {
            return type.equals("mime") && mimeType.equals("application/rdf+xml");
        }
    }

    /** Whether the box describes pictures. Other kinds may have a different structure. */
    static boolean describesPictures(Source source, Box meta) throws IOException, Refusal {
        if (meta.end() - meta.payload() < 24) {
            return false;
        }
        return source.hasAt(meta.payload() + 8, "hdlr") && source.hasAt(meta.payload() + 20, "pict");
    }

    static HeifMeta read(Source source, Box meta) throws IOException, Refusal {
        Map<String, Box> known = new HashMap<>();
        List<Box> unknown = new ArrayList<>();
        for (Box child : children(BoxReader.afterVersion(source, meta))) {
            if (!KNOWN.contains(child.type())) {
                unknown.add(child);
            } else if (known.put(child.type(), child) != null) {
                throw new Refusal.Damaged("The AVIF or HEIF file has two of a box that must be unique.");
            }
        }
        long primary = primary(source, known.get("pitm"));
        Box itemData = known.get("idat");
        Map<Long, List<Extent>> extents = extents(source, known.get("iloc"), itemData);
        List<Box> allProperties = new ArrayList<>();
        List<Box> properties = properties(source, known.get("iprp"), primary, allProperties);
        return new HeifMeta(
                primary, items(source, known.get("iinf"), extents), properties, allProperties, itemData, unknown);
    }

    @Nullable
    Item primaryItem() {
        return items.get(primary);
    }

    private static List<Box> children(BoxReader reader) throws IOException, Refusal {
        List<Box> children = new ArrayList<>();
        while (reader.hasMore()) {
            if (children.size() == MAX_BOXES) {
                throw new Refusal.Damaged("The AVIF or HEIF file has more than " + MAX_BOXES + " boxes in one.");
            }
            children.add(reader.box());
        }
        return children;
    }

    private static long primary(Source source, @Nullable Box pitm) throws IOException, Refusal {
        if (pitm == null) {
            return 0;
        }
        BoxReader reader = BoxReader.afterVersion(source, pitm);
        return version(source, pitm) == 0 ? reader.u16() : reader.u32();
    }

    private static int version(Source source, Box box) throws IOException, Refusal {
        return BoxReader.of(source, box).u8();
    }

    private static Map<Long, Item> items(Source source, @Nullable Box iinf, Map<Long, List<Extent>> extents)
            throws IOException, Refusal {
        Map<Long, Item> items = new LinkedHashMap<>();
        if (iinf == null) {
            return items;
        }
        BoxReader reader = BoxReader.afterVersion(source, iinf);
        long count = version(source, iinf) == 0 ? reader.u16() : reader.u32();
        for (long i = 0; i < count; i++) {
            requireCount(items.size());
            item(source, reader.box(), extents, items);
        }
        return items;
    }

    private static void item(Source source, Box infe, Map<Long, List<Extent>> extents, Map<Long, Item> items)
            throws IOException, Refusal {
        int version = version(source, infe);
        BoxReader reader = BoxReader.afterVersion(source, infe);
        long id = version == 3 ? reader.u32() : reader.u16();
        reader.u16(); // item_protection_index
        // Versions 0 and 1 have items with a MIME type only.
        String type = version < 2 ? "mime" : reader.fourCc();
        long nameAt = reader.at();
        boolean isPlain = PLAIN_NAMES.contains(reader.text()) && !reader.hasMore();
        Optional<Extent> name = isPlain || type.equals("mime")
                ? Optional.empty()
                : Optional.of(new Extent(nameAt, infe.end()));
        String mimeType = type.equals("mime") ? reader.text() : "";
        boolean isEncoded = type.equals("mime") && reader.hasMore() && !reader.text().isEmpty();
        Item item = new Item(type, mimeType, isEncoded, name, extents.getOrDefault(id, List.of()));
        if (items.put(id, item) != null) {
            throw new Refusal.Damaged("The AVIF or HEIF file has two items with the same number.");
        }
    }

    private static Map<Long, List<Extent>> extents(Source source, @Nullable Box iloc, @Nullable Box itemData)
            throws IOException, Refusal {
        Map<Long, List<Extent>> all = new HashMap<>();
        if (iloc == null) {
            return all;
        }
        int version = version(source, iloc);
        BoxReader reader = BoxReader.afterVersion(source, iloc);
        int sizes = reader.u16();
        int offsetBytes = fieldBytes(sizes >> 12);
        int lengthBytes = fieldBytes(sizes >> 8);
        int baseBytes = fieldBytes(sizes >> 4);
        int indexBytes = version == 0 ? 0 : fieldBytes(sizes);
        long count = version < 2 ? reader.u16() : reader.u32();
        int extentCount = 0;
        for (long i = 0; i < count; i++) {
            requireCount(all.size());
            long id = version < 2 ? reader.u16() : reader.u32();
            int construction = version == 0 ? 0 : reader.u16() & 0xF;
            boolean isElsewhere = reader.u16() != 0;
            Box container = construction == 1 ? itemData : null;
            if (isElsewhere || construction > 1 || (construction == 1 && container == null)) {
                throw new Refusal.Damaged("The AVIF or HEIF file has an item whose bytes are outside of the file.");
            }
            long base = reader.unsigned(baseBytes) + (container == null ? 0 : container.payload());
            int extentsOfItem = reader.u16();
            List<Extent> extents = new ArrayList<>();
            for (int j = 0; j < extentsOfItem; j++) {
                requireCount(extentCount++);
                reader.unsigned(indexBytes);
                long from = base + reader.unsigned(offsetBytes);
                long to = from + reader.unsigned(lengthBytes);
                if (from < base || base < 0 || to < from) {
                    throw new Refusal.Damaged("The AVIF or HEIF file has an item at an impossible place.");
                }
                extents.add(new Extent(from, to));
            }
            if (all.put(id, extents) != null) {
                throw new Refusal.Damaged("The AVIF or HEIF file has an item in two places.");
            }
        }
        return all;
    }

    private static int fieldBytes(int nibble) throws Refusal.Damaged {
        int bytes = nibble & 0xF;
        if (bytes != 0 && bytes != 4 && bytes != 8) {
            throw new Refusal.Damaged("The AVIF or HEIF file has numbers of an impossible length.");
        }
        return bytes;
    }

    private static void requireCount(int soFar) throws Refusal.Damaged {
        if (soFar == MAX_ITEMS) {
            throw new Refusal.Damaged("The AVIF or HEIF file has more than " + MAX_ITEMS + " items.");
        }
    }

    private static List<Box> properties(Source source, @Nullable Box iprp, long primary, List<Box> all)
            throws IOException, Refusal {
        List<Box> ofPrimary = new ArrayList<>();
        if (iprp == null) {
            return ofPrimary;
        }
        List<Box> children = children(BoxReader.of(source, iprp));
        for (Box child : children) {
            if (child.type().equals("ipco")) {
                all.addAll(children(BoxReader.of(source, child)));
            }
        }
        for (Box child : children) {
            if (child.type().equals("ipma")) {
                for (int index : associations(source, child, primary)) {
                    // The first property has the index 1; 0 means none.
                    if (index > all.size()) {
                        throw new Refusal.Damaged("The AVIF or HEIF file refers to a property that is missing.");
                    }
                    if (index > 0) {
                        ofPrimary.add(all.get(index - 1));
                    }
                }
            }
        }
        return ofPrimary;
    }

    private static List<Integer> associations(Source source, Box ipma, long primary) throws IOException, Refusal {
        BoxReader header = BoxReader.of(source, ipma);
        int version = header.u8();
        boolean isWide = (header.unsigned(3) & 1) != 0;
        BoxReader reader = BoxReader.afterVersion(source, ipma);
        List<Integer> indexes = new ArrayList<>();
        long count = reader.u32();
        for (long i = 0; i < count; i++) {
            long id = version == 0 ? reader.u16() : reader.u32();
            int number = reader.u8();
            for (int j = 0; j < number; j++) {
                int index = isWide ? reader.u16() & 0x7FFF : reader.u8() & 0x7F;
                if (id == primary) {
                    requireCount(indexes.size());
                    indexes.add(index);
                }
            }
        }
        return indexes;
    }
}
