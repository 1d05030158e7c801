package dev.darkroom.adapter.imaging.inspect;

import dev.darkroom.adapter.imaging.inspect.file.ParsedFile;
import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Rules;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.adapter.imaging.inspect.gif.GifParser;
import dev.darkroom.adapter.imaging.inspect.heif.HeifBrand;
import dev.darkroom.adapter.imaging.inspect.heif.HeifParser;
import dev.darkroom.adapter.imaging.inspect.jpeg.JpegParser;
import dev.darkroom.adapter.imaging.inspect.png.PngParser;
import dev.darkroom.adapter.imaging.inspect.webp.WebpParser;
import java.io.IOException;
import java.util.Optional;

/** The families of formats that the first bytes of a file distinguish; each has one parser. */
enum Format {
    JPEG("JPEG") {
        @Override
        boolean starts(Source source) throws IOException, Refusal {
            return source.hasAt(0, "\u00FF\u00D8\u00FF");
        }

        @Override
        ParsedFile parse(Source source, Rules rules) throws IOException, Refusal {
            return new JpegParser(source, rules).parse();
        }
    },
    PNG("PNG") {
        @Override
        boolean starts(Source source) throws IOException, Refusal {
            return source.hasAt(0, "\u0089PNG");
        }

        @Override
        ParsedFile parse(Source source, Rules rules) throws IOException, Refusal {
            return new PngParser(source, rules).parse();
        }
    },
    GIF("GIF") {
        @Override
        boolean starts(Source source) throws IOException, Refusal {
            return source.hasAt(0, "GIF87a") || source.hasAt(0, "GIF89a");
        }

        @Override
        ParsedFile parse(Source source, Rules rules) throws IOException, Refusal {
            return new GifParser(source, rules).parse();
        }
    },
    WEBP("WebP") {
        @Override
        boolean starts(Source source) throws IOException, Refusal {
            return source.hasAt(0, "RIFF") && source.hasAt(8, "WEBP");
        }

        @Override
        ParsedFile parse(Source source, Rules rules) throws IOException, Refusal {
            return new WebpParser(source, rules).parse();
        }
    },
    HEIF("AVIF or HEIF file") {
        @Override
        boolean starts(Source source) throws IOException, Refusal {
            return HeifBrand.of(source).isPresent();
        }

        @Override
        ParsedFile parse(Source source, Rules rules) throws IOException, Refusal {
            return new HeifParser(source, rules).parse();
        }
    };

    private final String label;

    Format(String label) {
        this.label = label;
    }

    /** Finds the format whose signature is at the start of the file. */
    static Optional<Format> of(Source source) throws IOException, Refusal {
        for (Format format : values()) {
            if (format.starts(source)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** The name of the format for clients. */
    String label() {
        return label;
    }

    /** Whether the file starts with the signature of this format. */
    abstract boolean starts(Source source) throws IOException, Refusal;

    /**
     * Parses the structure of a file from its first to its last byte. Time is linear in the size of the file.
     *
     * @throws Refusal if the file is not accepted
     */
    abstract ParsedFile parse(Source source, Rules rules) throws IOException, Refusal;
}
