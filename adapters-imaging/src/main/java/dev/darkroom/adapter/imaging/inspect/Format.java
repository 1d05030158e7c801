package dev.darkroom.adapter.imaging.inspect;

import dev.darkroom.adapter.imaging.inspect.file.Findings;
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

/** The families of formats that are told apart by their first bytes; each has one walk. */
enum Format {
    JPEG("JPEG") {
        @Override
        boolean starts(Source source) throws IOException, Refusal {
            return source.hasAt(0, "\u00FF\u00D8\u00FF");
        }

        @Override
        Findings walk(Source source, Rules rules) throws IOException, Refusal {
            return new JpegParser(source, rules).walk();
        }
    },
    PNG("PNG") {
        @Override
        boolean starts(Source source) throws IOException, Refusal {
            return source.hasAt(0, "\u0089PNG");
        }

        @Override
        Findings walk(Source source, Rules rules) throws IOException, Refusal {
            return new PngParser(source, rules).walk();
        }
    },
    GIF("GIF") {
        @Override
        boolean starts(Source source) throws IOException, Refusal {
            return source.hasAt(0, "GIF87a") || source.hasAt(0, "GIF89a");
        }

        @Override
        Findings walk(Source source, Rules rules) throws IOException, Refusal {
            return new GifParser(source, rules).walk();
        }
    },
    WEBP("WebP") {
        @Override
        boolean starts(Source source) throws IOException, Refusal {
            return source.hasAt(0, "RIFF") && source.hasAt(8, "WEBP");
        }

        @Override
        Findings walk(Source source, Rules rules) throws IOException, Refusal {
            return new WebpParser(source, rules).walk();
        }
    },
    HEIF("AVIF or HEIF file") {
        @Override
        boolean starts(Source source) throws IOException, Refusal {
            return HeifBrand.of(source).isPresent();
        }

        @Override
        Findings walk(Source source, Rules rules) throws IOException, Refusal {
            return new HeifParser(source, rules).walk();
        }
    };

    private final String label;

    Format(String label) {
        this.label = label;
    }

    /** The format whose signature a file starts with. A signature anywhere else counts for nothing. */
    static Optional<Format> sniff(Source source) throws IOException, Refusal {
        for (Format format : values()) {
            if (format.starts(source)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** The name for a client. */
    String label() {
        return label;
    }

    abstract boolean starts(Source source) throws IOException, Refusal;

    /**
     * Walks from the first to the last byte of the structure. Time is linear in the size of the file.
     *
     * @throws Refusal when the file will not be accepted
     */
    abstract Findings walk(Source source, Rules rules) throws IOException, Refusal;
}
