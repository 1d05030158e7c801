package dev.darkroom.adapter.imaging.render;

/** A picture could not be decoded or encoded. */
public abstract sealed class CodecException extends Exception {
    private static final long serialVersionUID = 1L;

    private CodecException(String message) {
        super(message);
    }

    /**
     * The library reports an error. Usually the pixels are damaged, but a lack of memory or a failing encoder can't be
     * distinguished from that.
     */
    public static final class Damaged extends CodecException {
        private static final long serialVersionUID = 1L;

        /** @param reason the message of the library, for the log */
        public Damaged(String reason) {
            super(reason);
        }
    }

    /** The deadline passed. Other work in the same process can be the reason. */
    public static final class TooLong extends CodecException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("the deadline passed");
        }
    }

    /** The picture made a worker process exceed a limit or crash. A retry would have the same result. */
    public static final class Fatal extends CodecException {
        private static final long serialVersionUID = 1L;

        /** @param reason for the log */
        public Fatal(String reason) {
            super(reason);
        }
    }
}
