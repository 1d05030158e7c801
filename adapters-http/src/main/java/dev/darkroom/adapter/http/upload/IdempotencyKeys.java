package dev.darkroom.adapter.http.upload;

import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code Idempotency-Key} of a request, taken as it is, and {@code Idempotency-Replayed} of its answer. */
final class IdempotencyKeys {
    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED_HEADER = "Idempotency-Replayed";

    private IdempotencyKeys() {}

    /**
     * Null when there is none.
     *
     * @throws dev.darkroom.domain.model.InvalidValueException when it does not fit
     */
    static @Nullable IdempotencyKey of(Context ctx) {
        List<String> sent = Collections.list(ctx.req().getHeaders(HEADER));
        if (sent.size() > 1) {
            throw ProblemException.invalid(HEADER, "must be given once");
        }
        return sent.isEmpty() ? null : new IdempotencyKey(sent.getFirst());
    }
}
