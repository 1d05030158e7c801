package dev.darkroom.adapter.http.problem;

import org.jspecify.annotations.Nullable;

/**
 * The body of every refusal: {@code application/problem+json} (RFC 9457). The type is {@code about:blank}, therefore the title is the
 * reason phrase of the status. Programs distinguish refusals of one status by the code.
 *
 * @param code stable, for programs
 * @param requestId the id of the request in the logs
 * @param error the detail again, for clients of the first version of the API
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
