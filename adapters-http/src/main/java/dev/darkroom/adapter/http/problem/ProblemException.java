package dev.darkroom.adapter.http.problem;

import java.util.Map;

/**
 * A request is refused: ends its handling wherever it is, so that code deep in a body's reading needs no results to hand
 * up. It is made often and carries no stack trace.
 */
public final class ProblemException extends RuntimeException {
    /** Seconds: a client soon asks again for what was unavailable, but not all clients at once. */
    public static final Map<String, String> RETRY_LATER = Map.of("Retry-After", "5");

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, String> headers;

    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, Map.of());
    }

    /**
     * @param detail a sentence that says what is wrong and what to do
     * @param headers more headers of the answer
     */
    public ProblemException(ErrorCode code, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.code = code;
        this.headers = headers;
    }

    /** One field, parameter or header is wrong: its name, and a rule as the rest of the sentence. */
    public static ProblemException invalid(String parameter, String rule) {
        return new ProblemException(ErrorCode.INVALID_PARAMETER, parameter + " " + rule);
    }

    public static ProblemException notFound() {
        return new ProblemException(ErrorCode.NOT_FOUND, "There is no such image");
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, String> headers() {
        return headers;
    }
}
