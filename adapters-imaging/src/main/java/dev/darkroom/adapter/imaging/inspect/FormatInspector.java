package dev.darkroom.adapter.imaging.inspect;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.inspect.file.Findings;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Rules;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import java.io.IOException;
import java.util.Optional;

/**
 * Knows JPEG, PNG, GIF, WebP, AVIF and HEIC/HEIF by their content. One pass over a file's structure tells whether it is
 * whole, how large the picture is, when it was taken, and what to leave out of what is stored: the sanitized content reads
 * the original around those parts, so its pixels are the original's bit for bit and nothing is encoded again. Memory is
 * one window of 32 KiB, the Exif (up to 256 KiB) and a bounded list of edits, whatever the size of the file.
 *
 * <p>What is checked: the structure from the first to the last byte, every length in it, the PNG's check sums, the pixel
 * limits against the header. What is not, because it needs a decoder: the compressed pixels themselves. Damage inside of
 * them that leaves the structure whole is found when they are decoded.
 */
public final class FormatInspector implements ImageInspector {
    private static final String ACCEPTED = "JPEG, PNG, GIF, WebP, AVIF and HEIC/HEIF are accepted.";

    private final Rules rules;

    /** An inspector with these limits, which treats metadata by this policy. */
    public FormatInspector(PixelLimits limits, MetadataPolicy policy) {
        this.rules = new Rules(limits, policy, true);
    }

    /**
     * Finds out how to decode a file; empty if it is not one that an inspector with these limits accepts.
     *
     * @throws IOException if the content can't be read
     */
    public static Optional<Decoding> decoding(Content content, PixelLimits limits) throws IOException {
        try (Source source = Source.open(content)) {
            Optional<Format> format = Format.sniff(source);
            return format.isPresent()
                    ? Optional.of(format.get().walk(source, new Rules(limits, MetadataPolicy.KEEP, false)).decoding())
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
            Optional<Format> format = Format.sniff(source);
            return format.isPresent()
                    ? walk(format.get(), source, content)
                    : new Inspection.Unsupported("The file is not a picture of an accepted type. " + ACCEPTED);
        } catch (Refusal refusal) {
            throw new AssertionError("Sniffing refuses nothing", refusal);
        } catch (IOException e) {
            throw new StorageException.Unavailable("The received file can't be read", e);
        }
    }

    private Inspection walk(Format format, Source source, Content content) throws IOException {
        try {
            Findings findings = format.walk(source, rules);
            Content sanitized =
                    switch (rules.policy()) {
                        case STRIP, LOCATION -> findings.edits().applyTo(content);
                        case KEEP -> content;
                    };
            return new Inspection.Accepted(findings.type(), findings.dimensions(), findings.takenAt(), sanitized);
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
