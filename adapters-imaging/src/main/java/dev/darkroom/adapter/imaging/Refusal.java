package dev.darkroom.adapter.imaging;

/**
 * Ends a walk over a file that will not be accepted; {@link FormatInspector} makes an answer of it. It has no stack trace:
 * a bad upload is everyday business.
 */
abstract sealed class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private Refusal(String detail) {
        super(detail, null, false, false);
    }

    /** What is wrong, as a sentence for whoever sent the file. */
    String detail() {
        return String.valueOf(getMessage());
    }

    /** The format is none of the accepted ones. */
    static final class Unsupported extends Refusal {
        private static final long serialVersionUID = 1L;

        Unsupported(String detail) {
            super(detail);
        }
    }

    /** The format is accepted, this file is not. */
    static final class Damaged extends Refusal {
        private static final long serialVersionUID = 1L;

        Damaged(String detail) {
            super(detail);
        }
    }

    /** The file ends before the structure that it announces does. */
    static final class CutShort extends Refusal {
        private static final long serialVersionUID = 1L;

        CutShort() {
            super("ends too early");
        }
    }
}
