package dev.darkroom.adapter.imaging.inspect.heif;

import dev.darkroom.adapter.imaging.inspect.exif.Exif;
import dev.darkroom.adapter.imaging.inspect.exif.ExifWithoutLocation;
import dev.darkroom.adapter.imaging.inspect.file.C2pa;
import dev.darkroom.adapter.imaging.inspect.file.Edits;
import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Rules;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.adapter.imaging.inspect.heif.HeifMeta.Item;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the bytes of picture items of a HEIF file. Removes the bytes of all other items, or the location in them. */
final class HeifItemBytes {
    /** The maximum number of bytes that are searched for places. */
    private static final int MAX_SEARCHED_BYTES = 1024 * 1024;

    /** XMP without properties (ISO 16684-1, section 7.3). */
    private static final byte[] EMPTY_XMP =
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>".getBytes(StandardCharsets.US_ASCII);

    private final Source source;
    private final Rules rules;
    private final Edits edits;
    private final List<HeifMeta> metas;
    private final List<Extent> kept = new ArrayList<>();
    private final List<Extent> removed = new ArrayList<>();
    private final Set<Extent> seen = new HashSet<>();
    private @Nullable Exif exif;
    private int searchedBytes;
    private int xmpBytes;
    private boolean hasReference;

    HeifItemBytes(Source source, Rules rules, Edits edits, List<HeifMeta> metas) {
        this.source = source;
        this.rules = rules;
        this.edits = edits;
        this.metas = metas;
    }

    /**
     * Adds the edits.
     *
     * @param mediaData the payloads that may contain items, besides the boxes {@code idat}
     * @param hasSamples whether these payloads also contain the samples of a sequence, which must stay
     * @return the first Exif
     */
    Exif addEdits(List<Extent> mediaData, boolean hasSamples) throws IOException, Refusal {
        List<Extent> itemData = new ArrayList<>();
        for (HeifMeta meta : metas) {
            Box box = meta.itemData();
            if (box != null) {
                itemData.add(new Extent(box.payload(), box.end()));
            }
        }
        List<Extent> regions = new ArrayList<>(itemData);
        regions.addAll(mediaData);
        requireWithin(Ranges.of(regions));

        for (Item item : items()) {
            if (item.isPicture()) {
                kept.addAll(item.extents());
            }
        }
        Ranges pictures = Ranges.of(kept);
        for (Item item : items()) {
            if (!item.isPicture()) {
                metadata(item, pictures);
            }
        }
        Ranges allKept = Ranges.of(kept);
        for (Extent region : hasSamples ? itemData : regions) {
            blank(allKept.gaps(region));
        }
        if (hasSamples) {
            Ranges allRemoved = Ranges.of(removed);
            for (Extent region : mediaData) {
                blank(allRemoved.within(region));
            }
        }
        return exif == null ? Exif.NONE : exif;
    }

    /** Whether an XMP item refers to content credentials. */
    boolean hasReference() {
        return hasReference;
    }

    private List<Item> items() {
        return metas.stream().flatMap(meta -> meta.items().values().stream()).toList();
    }

    private void requireWithin(Ranges regions) throws Refusal {
        for (Item item : items()) {
            for (Extent extent : item.extents()) {
                if (extent.to() > source.size()) {
                    throw new Refusal.CutShort();
                }
                if (!regions.contains(extent) || (extent.length() == 0 && item.isPicture())) {
                    throw new Refusal.Damaged("The AVIF or HEIF file has an item at an impossible place.");
                }
            }
        }
    }

    /** An item that is not a picture: Exif, XMP or something unknown. */
    private void metadata(Item item, Ranges pictures) throws IOException, Refusal {
        if (item.extents().stream().anyMatch(pictures::overlaps)) {
            throw new Refusal.Damaged("The AVIF or HEIF file has metadata in the bytes of its picture.");
        }
        // A track can refer to the same bytes as the still picture.
        if (item.extents().stream().allMatch(seen::contains)) {
            return;
        }
        seen.addAll(item.extents());
        if (item.type().equals("Exif") && exif == null) {
            exif = Exif.read(tiffBlock(head(item)));
        }
        hasReference |= isReference(item);
        if (rules.removesOnlyLocation() && keepsWithoutLocation(item)) {
            kept.addAll(item.extents());
        } else {
            replaceByEmpty(item);
        }
    }

    /** Replaces an item by an empty one if that fits, because readers report metadata of zeros as an error. */
    private void replaceByEmpty(Item item) throws Refusal.Damaged {
        byte[] nothing = emptyOf(item);
        if (nothing.length == 0
                || item.extents().size() != 1
                || item.extents().getFirst().length() < nothing.length) {
            removed.addAll(item.extents());
            return;
        }
        Extent extent = item.extents().getFirst();
        long end = extent.from() + nothing.length;
        edits.replace(extent.from(), end, nothing);
        kept.add(new Extent(extent.from(), end));
        removed.add(new Extent(end, extent.to()));
    }

    private static byte[] emptyOf(Item item) {
        if (item.type().equals("Exif")) {
            // After the field with the distance to the TIFF header.
            return ByteBuffer.allocate(4 + Exif.empty().length).position(4).put(Exif.empty()).array();
        }
        return item.isXmp() && !item.isEncoded() ? EMPTY_XMP : new byte[0];
    }

    /**
     * Removes the location from an item. Returns false if that is impossible: it has several extents or can't be
     * searched.
     */
    private boolean keepsWithoutLocation(Item item) throws IOException, Refusal {
        if (item.extents().size() != 1) {
            return false;
        }
        Extent extent = item.extents().getFirst();
        if (extent.length() > Exif.MAX_BYTES || searchedBytes + extent.length() > MAX_SEARCHED_BYTES) {
            return false;
        }
        searchedBytes += (int) extent.length();
        byte[] bytes = head(item);
        if (item.type().equals("Exif")) {
            byte[] block = tiffBlock(bytes);
            byte[] blockWithoutLocation = ExifWithoutLocation.of(block);
            if (blockWithoutLocation == null) {
                return false;
            }
            // Nothing may move: zeros replace the removed bytes.
            byte[] padded = Arrays.copyOf(blockWithoutLocation, block.length);
            if (!Arrays.equals(block, padded)) {
                edits.replace(extent.to() - block.length, extent.to(), padded);
            }
            return true;
        }
        return item.isXmp()
                && !item.isEncoded()
                && !Rules.mentionsLocation(bytes)
                && !C2pa.isReference(bytes);
    }

    private boolean isReference(Item item) throws IOException, Refusal {
        if (!item.isXmp() || item.isEncoded() || xmpBytes > MAX_SEARCHED_BYTES) {
            return false;
        }
        byte[] packet = head(item);
        xmpBytes += packet.length;
        return C2pa.isReference(packet);
    }

    /** The first bytes of an item, joined from its extents. */
    private byte[] head(Item item) throws IOException, Refusal {
        var head = new ByteArrayOutputStream();
        for (Extent extent : item.extents()) {
            int length = (int) Math.min(extent.length(), Exif.MAX_BYTES - head.size());
            head.writeBytes(source.bytes(extent.from(), length));
        }
        return head.toByteArray();
    }

    /** An Exif item starts with the distance to its TIFF header (ISO/IEC 23008-12, annex A). */
    private static byte[] tiffBlock(byte[] item) {
        if (item.length < 4) {
            return new byte[0];
        }
        long distance = (item[0] & 0xFFL) << 24 | (item[1] & 0xFF) << 16 | (item[2] & 0xFF) << 8 | (item[3] & 0xFF);
        return distance > item.length - 4 ? new byte[0] : Arrays.copyOfRange(item, 4 + (int) distance, item.length);
    }

    private void blank(List<Extent> extents) throws Refusal.Damaged {
        for (Extent extent : extents) {
            edits.blank(extent.from(), extent.to());
        }
    }
}
