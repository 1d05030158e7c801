package dev.darkroom.adapter.http.upload;

import dev.darkroom.adapter.http.problem.ProblemException;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;

/** The header {@code Darkroom-If-Exists} of an upload: what happens if the owner has an image of the same bytes. */
public final class IfExists {
    public static final String HEADER = "Darkroom-If-Exists";

    private static final String RETURN = "return";

    private IfExists() {}

    /** Whether the existing image is returned, instead of storing a second one. */
    public static boolean isReturned(Context ctx) {
        List<String> sent = Collections.list(ctx.req().getHeaders(HEADER));
        if (sent.size() > 1) {
            throw ProblemException.invalid(HEADER, "must be given once");
        }
        if (!sent.isEmpty() && !sent.getFirst().strip().equals(RETURN)) {
            throw ProblemException.invalid(HEADER,
                    "must be return: an existing image of the same bytes is returned instead of a second one");
        }
        return !sent.isEmpty();
    }
}
