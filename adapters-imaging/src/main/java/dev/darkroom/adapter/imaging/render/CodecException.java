package dev.darkroom.adapter.imaging.render;

/** A picture was not decoded. */
public abstract sealed class CodecException extends Exception {
    private static final long serialVersionUID = 1L;

    private CodecException(String message) {
        super(message);
    }

    /**
     * The library reports an error. Most often the pixels are damaged; a lack of memory or an encoder that fails looks the
     * same.
     */
    public static final class Damaged extends CodecException {
        private static final long serialVersionUID = 1L;

        /** @param reason in the library's words, for a log */
        public Damaged(String reason) {
            super(reason);
        }
    }

    /** The deadline passed, which may be due to other work in the same process. */
    public static final class TooLong extends CodecException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("the deadline passed");
        }
    }

    /** The picture took more than a process of its own may take, or crashed it. The same will happen again. */
    public static final class Fatal extends CodecException {
        private static final long serialVersionUID = 1L;

        /** @param reason for a log */
        public Fatal(String reason) {
            super(reason);
        }
    }
}
