package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.inspect.FormatInspector;
import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies limits to a codec: checks the structure of a file before it is decoded, and reserves the memory that the
 * codec will use. Thread-safe.
 */
public final class LimitedRenderer implements ImageRenderer {
    private static final Logger LOG = LoggerFactory.getLogger(LimitedRenderer.class);

    private static final String UNDECODABLE = "The picture is damaged: its pixels can't be decoded.";

    /** Encoding so many pixels takes a second in the slowest format. The default renditions of a usual picture have fewer. */
    private static final long LARGE_PIXELS = 2_000_000;

    /** WebP Container Specification, "Simple File Format (Lossy)": sides have 14 bits. */
    private static final int MAX_WEBP_SIDE = 16_383;

    private final Codec codec;
    private final RenderLimits limits;
    private final MemoryBudget memory;
    private final ImageInspector inspector;

    /** Limits one codec. Each renderer has its own memory budget. */
    public LimitedRenderer(Codec codec, RenderLimits limits) {
        this.codec = codec;
        this.limits = limits;
        this.memory = new MemoryBudget(limits.memoryBytes(), limits.deadline());
        this.inspector = new FormatInspector(limits.pixels(), MetadataPolicy.STRIP);
    }

    @Override
    public String name() {
        return codec.name();
    }

    @Override
    public boolean renders(ContentType original, ContentType format) {
        return codec.reads(original) && codec.writes(format);
    }

    @Override
    public Rendering render(Content original, ContentType type, Dimensions displayed, Rendition rendition) {
        if (!renders(type, rendition.format())) {
            return new Rendering.Refused("This server makes no " + name(rendition.format())
                    + " renditions of " + name(type) + " pictures.");
        }
        try {
            Decoding decoding = decoding(original, type);
            if (!decoding.displayed().equals(displayed)) {
                return new Rendering.Refused(
                        "The picture is " + size(decoding.displayed()) + " pixels large, but it was "
                                + size(displayed) + " when it was stored.");
            }
            requireSides(rendition, decoding);
            return render(original, decoding, rendition);
        } catch (Inadmissible refusal) {
            return new Rendering.Refused(refusal.detail);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Rendering render(Content original, Decoding decoding, Rendition rendition)
            throws IOException, Inadmissible {
        long bytes = codec.footprint().renderBytes(decoding, original.sizeBytes(), rendition);
        try (MemoryBudget.Reservation _ = reserve(bytes)) {
            Content file = codec.render(original, decoding, rendition);
            return new Rendering.Rendered(verified(file, decoding, rendition));
        } catch (CodecException failure) {
            LOG.debug("A rendition can't be made: {}", failure.getMessage());
            return switch (failure) {
                // A decoder that exceeds the limits would do so again. If the rendition is large, the encoder may be the reason.
                case CodecException.Fatal _ -> isLarge(rendition, decoding) && hash(original, decoding).isPresent()
                        ? new Rendering.Refused("The rendition takes too much time or memory.")
                        : new Rendering.Undecodable(UNDECODABLE);
                case CodecException.TooLong _ -> new Rendering.Refused("The picture takes too long to decode.");
                // Undecodable only if the picture itself can't be decoded; the encoder may have failed.
                case CodecException.Damaged _ -> hash(original, decoding).isPresent()
                        ? new Rendering.Refused("The rendition could not be made.")
                        : new Rendering.Undecodable(UNDECODABLE);
            };
        }
    }

    private static void requireSides(Rendition rendition, Decoding decoding) throws Inadmissible {
        Dimensions made = rendition.definition().of(decoding.displayed());
        if (exceedsFormat(made, rendition.format())) {
            throw new Inadmissible("A WebP has at most %d pixels on a side.".formatted(MAX_WEBP_SIDE));
        }
    }

    /** Whether files of the format can't store so large a picture. */
    static boolean exceedsFormat(Dimensions made, ContentType format) {
        return format == ContentType.WEBP && Math.max(made.width(), made.height()) > MAX_WEBP_SIDE;
    }

    private static boolean isLarge(Rendition rendition, Decoding decoding) {
        return rendition.definition().of(decoding.displayed()).pixels() > LARGE_PIXELS;
    }

    /**
     * Verifies the type and size of an encoded file, and removes metadata from it: libvips 8.14 writes Exif into every
     * WebP.
     */
    private Content verified(Content file, Decoding decoding, Rendition rendition) throws CodecException.Damaged {
        if (inspector.inspect(file) instanceof ImageInspector.Inspection.Accepted found
                && found.contentType() == rendition.format()
                && found.dimensions().equals(rendition.definition().of(decoding.displayed()))) {
            return found.sanitized();
        }
        throw new CodecException.Damaged("the encoded file has the wrong type or size");
    }

    @Override
    public Optional<String> placeholder(Content original, ContentType type) {
        if (!codec.reads(type)) {
            return Optional.empty();
        }
        try {
            return hash(original, decoding(original, type));
        } catch (Inadmissible refusal) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Optional<String> hash(Content original, Decoding decoding) throws IOException, Inadmissible {
        long bytes = codec.footprint().placeholderBytes(decoding, original.sizeBytes());
        try (MemoryBudget.Reservation _ = reserve(bytes)) {
            return Optional.of(codec.placeholder(original, decoding));
        } catch (CodecException failure) {
            LOG.debug("A placeholder can't be made: {}", failure.getMessage());
            return Optional.empty();
        }
    }

    /** The picture must not be decoded. The detail is a sentence for the client. */
    private static final class Inadmissible extends Exception {
        private static final long serialVersionUID = 1L;

        private final String detail;

        Inadmissible(String detail) {
            super(detail);
            this.detail = detail;
        }
    }

    private Decoding decoding(Content original, ContentType type) throws IOException, Inadmissible {
        return FormatInspector.decoding(original, limits.pixels())
                .filter(decoding -> decoding.type() == type)
                .orElseThrow(() -> new Inadmissible("The picture is damaged, or larger than the limits allow."));
    }

    /**
     * Reserves memory.
     *
     * @throws Inadmissible if it is more than the whole budget
     * @throws StorageException.Unavailable if other calls do not release enough memory in time
     */
    private MemoryBudget.Reservation reserve(long bytes) throws Inadmissible {
        if (!memory.fits(bytes)) {
            throw new Inadmissible(String.format(
                    Locale.ROOT,
                    "The picture needs %,d MB to decode; the server has %,d MB.",
                    bytes / 1_000_000,
                    limits.memoryBytes() / 1_000_000));
        }
        return memory.reserve(bytes);
    }

    private static StorageException.Unavailable unreadable(IOException e) {
        return new StorageException.Unavailable("The original of a rendition can't be read", e);
    }

    private static String size(Dimensions dimensions) {
        return dimensions.width() + " × " + dimensions.height();
    }

    private static String name(ContentType type) {
        return type == ContentType.WEBP ? "WebP" : type.name().toUpperCase(Locale.ROOT);
    }
}
