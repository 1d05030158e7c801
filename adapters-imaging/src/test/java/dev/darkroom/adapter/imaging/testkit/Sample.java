package dev.darkroom.adapter.imaging.testkit;

import java.util.Arrays;

/** A file of each kind, with private metadata, and without bytes after its end. */
public enum Sample {
    JPEG {
        @Override
        public byte[] file() {
            byte[] file = Pictures.privateJpeg(6);
            return Arrays.copyOf(file, Bytes.indexOf(file, "SECRET-TRAILER"));
        }
    },
    PROGRESSIVE_JPEG {
        @Override
        public byte[] file() {
            return Pictures.progressiveJpeg();
        }
    },
    PNG {
        @Override
        public byte[] file() {
            byte[] file = Pictures.privatePng(6);
            return Arrays.copyOf(file, Bytes.indexOf(file, "SECRET-TRAILER"));
        }
    },
    GIF {
        @Override
        public byte[] file() {
            byte[] file = Pictures.privateGif();
            return Arrays.copyOf(file, Bytes.indexOf(file, "SECRET-TRAILER"));
        }
    },
    WEBP {
        @Override
        public byte[] file() {
            byte[] file = Pictures.privateWebp(6);
            return Arrays.copyOf(file, Bytes.indexOf(file, "SECRET-TRAILER"));
        }
    },
    WEBP_ANIMATED {
        @Override
        public byte[] file() {
            return Pictures.resource("animated.webp");
        }
    },
    AVIF {
        @Override
        public byte[] file() {
            return Pictures.resource("exif.avif");
        }
    },
    AVIF_GRID {
        @Override
        public byte[] file() {
            return Pictures.resource("grid.avif");
        }
    },
    AVIF_SEQUENCE {
        @Override
        public byte[] file() {
            return Pictures.resource("sequence.avif");
        }
    },
    HEIC {
        @Override
        public byte[] file() {
            return Pictures.resource("exif.heic");
        }
    };

    public abstract byte[] file();
}
