package dev.darkroom.adapter.imaging.inspect.file;

/**
 * A parser does not accept a file. {@link dev.darkroom.adapter.imaging.inspect.FormatInspector} converts it to a
 * result. It has no stack trace, because refused uploads are common.
 */
public abstract sealed class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private Refusal(String detail) {
        super(detail, null, false, false);
    }

    /** The reason, as a sentence for the client that sent the file. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The format is not accepted. */
    public static final class Unsupported extends Refusal {
        private static final long serialVersionUID = 1L;

        public Unsupported(String detail) {
            super(detail);
        }
    }

    /** The format is accepted, but the file is damaged or exceeds a limit. */
    public static final class Damaged extends Refusal {
        private static final long serialVersionUID = 1L;

        public Damaged(String detail) {
            super(detail);
        }
    }

    /** The file ends before its structure does. */
    public static final class CutShort extends Refusal {
        private static final long serialVersionUID = 1L;

        public CutShort() {
            super("ends too early");
        }
    }
}
