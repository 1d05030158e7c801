package dev.darkroom.adapter.http.problem;

import java.util.Map;

/**
 * A request is refused. It is thrown from any depth, so that code that reads a body does not have to return refusals. It is thrown often
 * and has no stack trace.
 */
public final class ProblemException extends RuntimeException {
    /** In seconds: short enough for a transient failure. */
    public static final Map<String, String> RETRY_LATER = Map.of("Retry-After", "5");

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, String> headers;
    private final transient Map<String, Long> members;

    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, Map.of());
    }

    /**
     * @param detail a sentence that says what is wrong and how to correct it
     * @param headers additional headers of the response
     */
    public ProblemException(ErrorCode code, String detail, Map<String, String> headers) {
        this(code, detail, headers, Map.of());
    }

    /** @param members additional members of the problem, which its type defines */
    public ProblemException(
            ErrorCode code, String detail, Map<String, String> headers, Map<String, Long> members) {
        super(detail, null, false, false);
        this.code = code;
        this.headers = headers;
        this.members = members;
    }

    /** Refuses a field, parameter or header. The detail is its name and the rule, which is the rest of the sentence. */
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

    public Map<String, Long> members() {
        return members;
    }
}
