package dev.darkroom.adapter.imaging.testkit;

import static dev.darkroom.adapter.imaging.testkit.Bytes.box;
import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds HEIF files with a valid structure and with text in place of coded pictures. The first item is the primary one.
 * The items are in the media data in their order, each with one extent for each of its parts.
 */
public final class HeifBuilder {
    private static final class Item {
        final String type;
        final String texts;
        final boolean inItemData;
        final List<byte[]> parts;

        Item(String type, String texts, boolean inItemData, List<byte[]> parts) {
            this.type = type;
            this.texts = texts;
            this.inItemData = inItemData;
            this.parts = parts;
        }
    }

    private final List<Item> items = new ArrayList<>();
    private final List<byte[]> properties = new ArrayList<>();
    private final List<byte[]> metaBoxes = new ArrayList<>();
    private final List<byte[]> boxesBefore = new ArrayList<>();
    private final List<byte[]> boxesAfter = new ArrayList<>();
    private String major = "mif1";
    private String compatible = "mif1";
    private byte[] gap = new byte[0];
    private int locationVersion = 1;
    private long moved;
    private String name = "";

    /** One picture of 48 × 32 pixels. */
    public static HeifBuilder picture() {
        return new HeifBuilder().item("av01", "PICTURE").property(size(48, 32));
    }

    public static HeifBuilder empty() {
        return new HeifBuilder();
    }

    public static byte[] size(long width, long height) {
        return box("ispe", u32(0), u32(width), u32(height));
    }

    public HeifBuilder brands(String majorBrand, String compatibleBrands) {
        major = majorBrand;
        compatible = compatibleBrands;
        return this;
    }

    public HeifBuilder item(String type, String... parts) {
        List<byte[]> bytes = new ArrayList<>();
        for (String part : parts) {
            bytes.add(latin(part));
        }
        items.add(new Item(type, "", false, bytes));
        return this;
    }

    public HeifBuilder exif(byte[] tiff) {
        items.add(new Item("Exif", "", false, List.of(join(u32(6), latin("Exif\0\0"), tiff))));
        return this;
    }

    /** @param texts the MIME type and, after a NUL, its encoding, if any */
    public HeifBuilder mime(String texts, String content) {
        items.add(new Item("mime", texts + "\0", false, List.of(latin(content))));
        return this;
    }

    public HeifBuilder itemInBox(String type, String content) {
        items.add(new Item(type, "", true, List.of(latin(content))));
        return this;
    }

    public HeifBuilder property(byte[] property) {
        properties.add(property);
        return this;
    }

    public HeifBuilder metaBox(byte[] box) {
        metaBoxes.add(box);
        return this;
    }

    public HeifBuilder before(byte[] box) {
        boxesBefore.add(box);
        return this;
    }

    public HeifBuilder after(byte[] box) {
        boxesAfter.add(box);
        return this;
    }

    /** Sets bytes of the media data that belong to no item, before each part and after the last. */
    public HeifBuilder gap(String text) {
        gap = latin(text);
        return this;
    }

    /** Sets the name of every item. */
    public HeifBuilder named(String itemName) {
        name = itemName;
        return this;
    }

    public HeifBuilder locationVersion(int version) {
        locationVersion = version;
        return this;
    }

    /** Adds a number to the declared position of every item. */
    public HeifBuilder moved(long bytes) {
        moved = bytes;
        return this;
    }

    public byte[] build() {
        byte[] head =
                join(box("ftyp", latin(major), u32(0), latin(compatible)), join(boxesBefore.toArray(byte[][]::new)));
        // Offsets have a fixed width, so a first round determines the length of the bytes before the media data.
        int mediaAt = head.length + meta(0).length + 8;
        List<byte[]> media = new ArrayList<>();
        for (Item item : items) {
            if (!item.inItemData) {
                for (byte[] part : item.parts) {
                    media.add(gap);
                    media.add(part);
                }
            }
        }
        media.add(gap);
        return join(
                head,
                meta(mediaAt),
                box("mdat", media.toArray(byte[][]::new)),
                join(boxesAfter.toArray(byte[][]::new)));
    }

    private byte[] meta(int mediaAt) {
        List<byte[]> entries = new ArrayList<>();
        List<byte[]> locations = new ArrayList<>();
        List<byte[]> itemData = new ArrayList<>();
        int inMedia = mediaAt;
        int inItemData = 0;
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            byte[] id = bytes((i + 1) >> 8, i + 1);
            entries.add(
                    box("infe", bytes(2, 0, 0, 0), id, bytes(0, 0), latin(item.type), latin(name + "\0" + item.texts)));
            locations.add(locationVersion < 2 ? id : u32(i + 1));
            if (locationVersion > 0) {
                locations.add(bytes(0, item.inItemData ? 1 : 0));
            }
            locations.add(bytes(0, 0, item.parts.size() >> 8, item.parts.size()));
            for (byte[] part : item.parts) {
                if (item.inItemData) {
                    locations.add(join(u32(inItemData), u32(part.length)));
                    inItemData += part.length;
                    itemData.add(part);
                } else {
                    locations.add(join(u32(inMedia + gap.length + moved), u32(part.length)));
                    inMedia += gap.length + part.length;
                }
            }
        }
        int count = items.size();
        byte[] associations = new byte[properties.size()];
        for (int i = 0; i < associations.length; i++) {
            associations[i] = (byte) (i + 1);
        }
        byte[] counted = bytes(count >> 8, count);
        return box(
                "meta",
                u32(0),
                box("hdlr", u32(0), u32(0), latin("pict"), new byte[13]),
                box("pitm", u32(0), bytes(0, 1)),
                box(
                        "iloc",
                        bytes(locationVersion, 0, 0, 0, 0x44, 0),
                        locationVersion < 2 ? counted : u32(count),
                        join(locations.toArray(byte[][]::new))),
                box("iinf", u32(0), counted, join(entries.toArray(byte[][]::new))),
                box(
                        "iprp",
                        box("ipco", properties.toArray(byte[][]::new)),
                        box("ipma", u32(0), u32(1), bytes(0, 1, associations.length), associations)),
                itemData.isEmpty() ? new byte[0] : box("idat", itemData.toArray(byte[][]::new)),
                join(metaBoxes.toArray(byte[][]::new)));
    }
}
