package dev.darkroom.adapter.imaging.inspect.file;

/**
 * Ends a walk over a file that will not be accepted; {@link dev.darkroom.adapter.imaging.inspect.FormatInspector} makes an answer of it. It has no stack trace:
 * a bad upload is everyday business.
 */
public abstract sealed class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private Refusal(String detail) {
        super(detail, null, false, false);
    }

    /** What is wrong, as a sentence for whoever sent the file. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The format is none of the accepted ones. */
    public static final class Unsupported extends Refusal {
        private static final long serialVersionUID = 1L;

        public Unsupported(String detail) {
            super(detail);
        }
    }

    /** The format is accepted, this file is not. */
    public static final class Damaged extends Refusal {
        private static final long serialVersionUID = 1L;

        public Damaged(String detail) {
            super(detail);
        }
    }

    /** The file ends before the structure that it announces does. */
    public static final class CutShort extends Refusal {
        private static final long serialVersionUID = 1L;

        public CutShort() {
            super("ends too early");
        }
    }
}
