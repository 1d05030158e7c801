package dev.darkroom.adapter.http.problem;

import org.jspecify.annotations.Nullable;

/**
 * The body of every refusal: {@code application/problem+json} (RFC 9457). The type is {@code about:blank}, which makes
 * the title the status's phrase; programs tell refusals of one status apart by the code.
 *
 * @param code stable, for programs
 * @param requestId under which the logs know the request
 * @param error the detail again, where clients of the first design look for it
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable String requestId,
        String error) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ErrorCode code, String detail, @Nullable String requestId) {
        return new Problem("about:blank", code.title(), code.status(), detail, code.code(), requestId, detail);
    }
}
