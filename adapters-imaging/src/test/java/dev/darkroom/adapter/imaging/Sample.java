package dev.darkroom.adapter.imaging;

import java.util.Arrays;

/** A file of each kind, with what is private in it, and nothing behind its end. */
enum Sample {
    JPEG {
        @Override
        byte[] file() {
            byte[] file = Pictures.privateJpeg(6);
            return Arrays.copyOf(file, Bytes.indexOf(file, "SECRET-TRAILER"));
        }
    },
    PROGRESSIVE_JPEG {
        @Override
        byte[] file() {
            return Pictures.progressiveJpeg();
        }
    },
    PNG {
        @Override
        byte[] file() {
            byte[] file = Pictures.privatePng(6);
            return Arrays.copyOf(file, Bytes.indexOf(file, "SECRET-TRAILER"));
        }
    },
    GIF {
        @Override
        byte[] file() {
            byte[] file = Pictures.privateGif();
            return Arrays.copyOf(file, Bytes.indexOf(file, "SECRET-TRAILER"));
        }
    },
    WEBP {
        @Override
        byte[] file() {
            byte[] file = Pictures.privateWebp(6);
            return Arrays.copyOf(file, Bytes.indexOf(file, "SECRET-TRAILER"));
        }
    },
    WEBP_ANIMATED {
        @Override
        byte[] file() {
            return Pictures.resource("animated.webp");
        }
    },
    AVIF {
        @Override
        byte[] file() {
            return Pictures.resource("exif.avif");
        }
    },
    AVIF_GRID {
        @Override
        byte[] file() {
            return Pictures.resource("grid.avif");
        }
    },
    AVIF_SEQUENCE {
        @Override
        byte[] file() {
            return Pictures.resource("sequence.avif");
        }
    },
    HEIC {
        @Override
        byte[] file() {
            return Pictures.resource("exif.heic");
        }
    };

    abstract byte[] file();
}
