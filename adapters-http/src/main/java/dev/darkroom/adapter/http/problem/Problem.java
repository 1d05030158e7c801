package dev.darkroom.adapter.http.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of every refusal: {@code application/problem+json} (RFC 9457). With the type {@code about:blank}, the title is the
 * reason phrase of the status. Programs distinguish refusals of one status by the code.
 *
 * @param code stable, for programs
 * @param requestId the id of the request in the logs
 * @param error the detail again, for clients of the first version of the API
 * @param members those that the type defines
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable String requestId,
        String error,
        @JsonAnyGetter Map<String, Long> members) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ErrorCode code, String detail, @Nullable String requestId) {
        return of(code, detail, requestId, Map.of());
    }

    /** @param members those that the type defines */
    public static Problem of(
            ErrorCode code, String detail, @Nullable String requestId, Map<String, Long> members) {
        return new Problem(
                code.type(), code.title(), code.status(), detail, code.code(), requestId, detail, members);
    }
}
