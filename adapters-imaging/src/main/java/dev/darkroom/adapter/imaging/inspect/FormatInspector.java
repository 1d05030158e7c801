package dev.darkroom.adapter.imaging.inspect;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.ParsedFile;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Rules;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accepts JPEG, PNG, GIF, WebP, AVIF and HEIC/HEIF. One pass over the structure of a file finds out whether it is
 * complete, the size of the picture, when it was taken, and which bytes to remove. The sanitized content reads the
 * original and skips those bytes: nothing is encoded again, and the pixels stay bit for bit the same. Memory is one
 * window of 32 KiB, the Exif (up to 256 KiB) and a bounded list of edits, whatever the size of the file.
 *
 * <p>It checks the structure from the first to the last byte, every length in it, the checksums of a PNG, and the pixel
 * limits against the header. It does not check the compressed pixels, because that takes a decoder. Damage inside of
 * them is found when they are decoded.
 */
public final class FormatInspector implements ImageInspector {
    private static final String ACCEPTED = "JPEG, PNG, GIF, WebP, AVIF and HEIC/HEIF are accepted.";

    private final Rules rules;

    /** Creates an inspector that applies these limits, and this policy to metadata. */
    public FormatInspector(PixelLimits limits, MetadataPolicy policy) {
        this.rules = new Rules(limits, policy, true);
    }

    /**
     * Finds out how to decode a file. Empty if an inspector with these limits would not accept it.
     *
     * @throws IOException if the content can't be read
     */
    public static Optional<Decoding> decoding(Content content, PixelLimits limits) throws IOException {
        try (Source source = Source.open(content)) {
            Optional<Format> format = Format.of(source);
            return format.isPresent()
                    ? Optional.of(format.get().parse(source, new Rules(limits, MetadataPolicy.KEEP, false)).decoding())
                    : Optional.empty();
        } catch (Refusal refusal) {
            return Optional.empty();
        }
    }

    @Override
    public Inspection inspect(Content content) {
        if (content.sizeBytes() == 0) {
            return new Inspection.Unsupported("The file is empty. " + ACCEPTED);
        }
        try (Source source = Source.open(content)) {
            Optional<Format> format = Format.of(source);
            return format.isPresent()
                    ? inspect(format.get(), source, content)
                    : new Inspection.Unsupported("The file is not a picture of an accepted type. " + ACCEPTED);
        } catch (Refusal refusal) {
            throw new AssertionError("Finding the format refuses nothing", refusal);
        } catch (IOException e) {
            throw new StorageException.Unavailable("The received file can't be read", e);
        }
    }

    private @Nullable ContentCredentials contentCredentials(ParsedFile file) {
        if (!file.hasContentCredentials()) {
            return null;
        }
        return switch (rules.policy()) {
            case STRIP, LOCATION -> ContentCredentials.REMOVED;
            case KEEP -> ContentCredentials.KEPT;
        };
    }

    private Inspection inspect(Format format, Source source, Content content) throws IOException {
        try {
            ParsedFile file = format.parse(source, rules);
            Content sanitized =
                    switch (rules.policy()) {
                        case STRIP, LOCATION -> file.edits().applyTo(content);
                        case KEEP -> content;
                    };
            return new Inspection.Accepted(
                    file.type(), file.dimensions(), file.takenAt(), contentCredentials(file), sanitized);
        } catch (Refusal refusal) {
            return switch (refusal) {
                case Refusal.Unsupported unsupported -> new Inspection.Unsupported(
                        unsupported.detail() + " " + ACCEPTED);
                case Refusal.Damaged damaged -> new Inspection.Damaged(damaged.detail());
                case Refusal.CutShort _ -> new Inspection.Damaged(
                        "The " + format.label() + " ends too early: it looks cut short. Upload the whole file.");
            };
        }
    }
}
