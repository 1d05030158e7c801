package dev.darkroom.adapter.http.upload;

import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header {@code Idempotency-Key} of a request, which is used as it is, and {@code Idempotency-Replayed} of its response. */
final class IdempotencyKeys {
    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED_HEADER = "Idempotency-Replayed";

    private IdempotencyKeys() {}

    /** The key of the request, or null if it has none. */
    static @Nullable IdempotencyKey of(Context ctx) {
        List<String> sent = Collections.list(ctx.req().getHeaders(HEADER));
        if (sent.size() > 1) {
            throw ProblemException.invalid(HEADER, "must be given once");
        }
        try {
            return sent.isEmpty() ? null : new IdempotencyKey(sent.getFirst());
        } catch (InvalidValueException e) {
            throw ProblemException.invalid(HEADER, e.rule());
        }
    }
}
