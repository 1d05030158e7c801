package dev.darkroom.adapter.imaging.inspect.heif;

import dev.darkroom.adapter.imaging.inspect.exif.Exif;
import dev.darkroom.adapter.imaging.inspect.file.C2pa;
import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.inspect.file.Edits;
import dev.darkroom.adapter.imaging.inspect.file.ParsedFile;
import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Rules;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the boxes of AVIF, HEIC and HEIF (ISO/IEC 14496-12 and 23008-12). Offsets in such a file count from its start,
 * so nothing before the last picture may move: metadata is overwritten with zeros, and boxes become {@code free}. Only
 * boxes after the last needed box are cut.
 *
 * <p>In the media data the bytes of picture items are kept, and all other bytes are zeroed, whether an item refers to
 * them or not. In a sequence the media data contains samples too, so only the bytes of metadata items are zeroed. The
 * orientation is a property of the picture ({@code irot}, {@code imir}) and is kept; the orientation in Exif has no
 * effect. Auxiliary pictures and thumbnail items are kept, because they show the same picture. Messages inside of coded
 * pictures are kept too.
 */
public final class HeifParser {
    /** The name for clients. */
    static final String NAME = "AVIF or HEIF file";
    private static final int MAX_BOXES = 10_000;
    /** A sequence has one, and one more for its alpha channel. */
    private static final int MAX_TRACKS = 8;

    /** Properties that decoders need or may use. Others are texts, times, positions of the camera, or unknown. */
    private static final Set<String> DISPLAY_PROPERTIES = Set.of(
            "ispe", "pixi", "colr", "pasp", "clap", "irot", "imir", "iscl", "rloc", "rref", "auxC",
            "hvcC", "lhvC", "av1C", "avcC", "vvcC", "evcC", "a1op", "a1lx", "lsel", "tols", "oinf", "subs",
            "clli", "mdcv", "cclv", "amve", "reve", "ndwt");

    /** Types of {@code uuid} boxes: {@code D8FEC3D6-1B0E-483C-9297-5828877EC481}. */
    private static final String C2PA_UUID = "\u00D8\u00FE\u00C3\u00D6\u001B\u000EH<\u0092\u0097X(\u0087~\u00C4\u0081";
    /** {@code BE7ACFCB-97A9-42E8-9C71-999491E3AFAC}. */
    private static final String XMP_UUID =
            "\u00BEz\u00CF\u00CB\u0097\u00A9B\u00E8\u009Cq\u0099\u0094\u0091\u00E3\u00AF\u00AC";

    private static final Set<String> PICTURE_TRACKS = Set.of("pict", "vide", "auxv");

    private final Source source;
    private final Rules rules;
    private final Edits edits = new Edits();
    private final List<Extent> mediaData = new ArrayList<>();
    private final List<Box> removable = new ArrayList<>();
    private @Nullable Box meta;
    private @Nullable Box movie;
    private boolean hasContentCredentials;

    public HeifParser(Source source, Rules rules) {
        this.source = source;
        this.rules = rules;
    }

    public ParsedFile parse() throws IOException, Refusal {
        ContentType type = HeifBrand.of(source).orElseThrow();
        long lastNeeded = topLevel();
        if (meta == null) {
            throw movie == null
                    ? new Refusal.Damaged("The AVIF or HEIF file has no picture in it.")
                    : new Refusal.Unsupported("Browsers do not show a sequence without a still picture.");
        }
        HeifMeta pictures = HeifMeta.read(source, meta);
        HeifDisplay display = new HeifDisplay(source, rules.limits(), pictures);
        Dimensions displayed = display.dimensions();
        Decoding decoding = new Decoding(type, displayed, 1, display.frameBytes(displayed));
        List<HeifMeta> metas = new ArrayList<>();
        metas.add(pictures);
        if (movie != null) {
            movie(movie, metas);
        }
        for (HeifMeta each : metas) {
            for (Box property : each.allProperties()) {
                if (property.type().equals("colr")) {
                    Rules.checkProfile(NAME, property.end() - property.start());
                }
                if (!DISPLAY_PROPERTIES.contains(property.type())) {
                    free(property);
                }
            }
            for (Box box : each.unknown()) {
                hasContentCredentials |= isContentCredentials(box);
                free(box);
            }
            // Some writers put the name of the file into it.
            for (HeifMeta.Item item : each.items().values()) {
                if (item.name().isPresent()) {
                    edits.blank(item.name().get().from(), item.name().get().to());
                }
            }
        }
        HeifItemBytes itemBytes = new HeifItemBytes(source, rules, edits, metas);
        Exif exif = itemBytes.addEdits(mediaData, movie != null);
        hasContentCredentials |= itemBytes.hasReference();
        for (Box box : removable) {
            hasContentCredentials |= isContentCredentials(box);
            if (box.start() >= lastNeeded) {
                edits.cut(box.start(), box.end());
            } else {
                free(box);
            }
        }
        return new ParsedFile(decoding, exif.takenAt(), hasContentCredentials, edits);
    }

    /** Reads the boxes of the file. Returns the end of the last one that is needed. */
    private long topLevel() throws IOException, Refusal {
        long lastNeeded = 0;
        int count = 0;
        for (long at = 0; at < source.size();) {
            if (count++ == MAX_BOXES) {
                throw new Refusal.Damaged("The AVIF or HEIF file has more than " + MAX_BOXES + " boxes.");
            }
            Box box = Box.read(source, at, source.size());
            at = box.end();
            switch (box.type()) {
                case "ftyp" -> {
                    if (box.start() != 0) {
                        throw new Refusal.Damaged("The AVIF or HEIF file has a second file header.");
                    }
                }
                case "meta" -> meta = once(meta, box);
                case "moov" -> movie = once(movie, box);
                case "mdat" -> mediaData.add(new Extent(box.payload(), box.end()));
                case "moof" -> throw new Refusal.Unsupported("Browsers do not show a sequence in fragments.");
                default -> {
                    removable.add(box);
                    continue;
                }
            }
            lastNeeded = at;
        }
        return lastNeeded;
    }

    private static Box once(@Nullable Box before, Box box) throws Refusal.Damaged {
        if (before != null) {
            throw new Refusal.Damaged("The AVIF or HEIF file has two of a box that must be unique.");
        }
        return box;
    }

    private void movie(Box moov, List<HeifMeta> metas) throws IOException, Refusal {
        BoxReader reader = BoxReader.of(source, moov);
        int tracks = 0;
        while (reader.hasMore()) {
            Box box = reader.box();
            switch (box.type()) {
                case "mvhd" -> zeroTimes(box);
                case "trak" -> {
                    if (++tracks > MAX_TRACKS) {
                        throw new Refusal.Damaged("The AVIF or HEIF file has more than " + MAX_TRACKS + " tracks.");
                    }
                    track(box, metas);
                }
                case "meta" -> trackMeta(box, metas);
                case "mvex" -> throw new Refusal.Unsupported("Browsers do not show a sequence in fragments.");
                default -> free(box);
            }
        }
    }

    private void track(Box trak, List<HeifMeta> metas) throws IOException, Refusal {
        BoxReader reader = BoxReader.of(source, trak);
        while (reader.hasMore()) {
            Box box = reader.box();
            switch (box.type()) {
                case "tkhd" -> zeroTimes(box);
                case "edts", "tref" -> {
                    // The order of frames, and the relation between pictures and alpha channels.
                }
                case "mdia" -> media(box);
                case "meta" -> trackMeta(box, metas);
                default -> free(box);
            }
        }
    }

    /** Accepts tracks of pictures only. Sound, subtitles and timed metadata, such as positions, are refused. */
    private void media(Box mdia) throws IOException, Refusal {
        BoxReader reader = BoxReader.of(source, mdia);
        while (reader.hasMore()) {
            Box box = reader.box();
            switch (box.type()) {
                case "mdhd" -> zeroTimes(box);
                case "hdlr" -> {
                    BoxReader handler = BoxReader.afterVersion(source, box);
                    handler.u32();
                    if (!PICTURE_TRACKS.contains(handler.fourCc())) {
                        throw new Refusal.Unsupported("A sequence with sound or other tracks is a video.");
                    }
                }
                case "minf" -> {
                    // The table of the frames.
                }
                default -> free(box);
            }
        }
    }

    private void trackMeta(Box box, List<HeifMeta> metas) throws IOException, Refusal {
        if (HeifMeta.describesPictures(source, box)) {
            metas.add(HeifMeta.read(source, box));
        } else {
            free(box);
        }
    }

    /** Sets the times of creation and modification to 0, which means unknown. */
    private void zeroTimes(Box box) throws IOException, Refusal {
        if (!rules.removesOnlyLocation()) {
            int bytes = BoxReader.of(source, box).u8() == 1 ? 16 : 8;
            if (box.end() - box.afterVersion() < bytes) {
                throw new Refusal.Damaged("The AVIF or HEIF file has a box that is shorter than its fields.");
            }
            edits.blank(box.afterVersion(), box.afterVersion() + bytes);
        }
    }

    /** A manifest store, or XMP that refers to one. */
    private boolean isContentCredentials(Box box) throws IOException, Refusal {
        return switch (box.type()) {
            case "jumb" -> C2pa.isManifestStore(source, box.start(), box.end());
            case "uuid" -> hasType(box, C2PA_UUID)
                    || (hasType(box, XMP_UUID) && C2pa.isReference(source.bytes(
                            box.payload(), (int) Math.min(box.end() - box.payload(), C2pa.MAX_XMP_BYTES))));
            default -> false;
        };
    }

    private boolean hasType(Box box, String uuid) throws IOException, Refusal {
        return box.end() - box.payload() >= uuid.length() && source.hasAt(box.payload(), uuid);
    }

    /** Converts a box to {@code free}, which readers skip. */
    private void free(Box box) throws Refusal.Damaged {
        if (!box.type().equals("free")) {
            edits.replace(box.start() + 4, box.start() + 8, "free".getBytes(StandardCharsets.US_ASCII));
        }
        edits.blank(box.payload(), box.end());
    }
}
