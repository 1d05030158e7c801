package dev.darkroom.adapter.http;

import dev.darkroom.adapter.http.edge.RequestScope;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ClientGoneException;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.Problem;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.RequestBody;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.web.NotFoundPage;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.StorageException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.router.EndpointNotFound;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps exceptions to problems. */
public final class Failures {
    public static final String DEFECT = "This is a defect of the server, and it is logged under the request id";

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static void register(RoutesConfig routes) {
        routes.exception(ProblemException.class, (e, ctx) -> answer(ctx, e));
        routes.exception(InvalidValueException.class,
                (e, ctx) -> answer(ctx, ErrorCode.INVALID_PARAMETER, e.field() + " " + e.rule(), Map.of()));
        routes.exception(StorageException.Unavailable.class, (e, ctx) -> {
            // During an outage every request fails. A stack trace for each would flood the log.
            LOG.warn("Storage unavailable: {}", e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause()));
            answer(ctx, ErrorCode.UNAVAILABLE, "What this needs is out of reach or busy for now: try again later",
                    ProblemException.RETRY_LATER);
        });
        routes.exception(EndpointNotFound.class, (_, ctx) -> answer(ctx, ErrorCode.NOT_FOUND,
                "There is nothing at this path: /openapi.yaml lists what there is", Map.of()));
        routes.exception(MethodNotAllowedResponse.class, (e, ctx) -> {
            String allowed = String.join(", ", e.getDetails().values());
            answer(ctx, ErrorCode.METHOD_NOT_ALLOWED, "This path knows " + allowed, Map.of("Allow", allowed));
        });
        routes.exception(HttpResponseException.class, (e, ctx) -> answer(ctx,
                e.getStatus() < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL_ERROR,
                String.valueOf(e.getMessage()), Map.of()));
        routes.exception(ClientGoneException.class, (e, _) -> LOG.debug("The client has disconnected", e));
        routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("A request failed", e);
            answer(ctx, ErrorCode.INTERNAL_ERROR, DEFECT, Map.of());
        });
    }

    /** Responds to an {@link Error}, such as an exhausted heap, which Javalin does not pass to exception handlers. */
    static void answerError(HttpServletResponse response, Error error) {
        LOG.error("A request failed", error);
        try {
            response.setStatus(ErrorCode.INTERNAL_ERROR.status());
            response.setHeader("Connection", "close");
            response.setContentType(Problem.MEDIA_TYPE);
            String requestId = response.getHeader(RequestScope.REQUEST_ID_HEADER);
            response.getOutputStream().write(Json.bytes(Problem.of(ErrorCode.INTERNAL_ERROR, DEFECT, requestId)));
        } catch (IOException e) {
            LOG.debug("The client has disconnected", e);
        }
    }

    private static void answer(Context ctx, ErrorCode code, String detail, Map<String, String> headers) {
        answer(ctx, new ProblemException(code, detail, headers));
    }

    private static void answer(Context ctx, ProblemException problem) {
        boolean isBusy = problem.code() == ErrorCode.RATE_LIMITED || problem.code() == ErrorCode.TIMEOUT;
        if (isBusy && RequestContext.of(ctx.req()).isRetriedAfter503()) {
            ProblemException.RETRY_LATER.forEach(ctx::header);
            answer(ctx, ErrorCode.UNAVAILABLE, problem);
        } else {
            answer(ctx, problem.code(), problem);
        }
    }

    private static void answer(Context ctx, ErrorCode code, ProblemException problem) {
        if (ctx.res().isCommitted()) {
            // The body is shorter than its Content-Length. Jetty closes the connection, from which the client sees the failure.
            return;
        }
        ctx.header("Cache-Control", "no-store");
        problem.headers().forEach(ctx::header);
        if (RequestBody.isUnfinished(ctx.req())) {
            // The rest of the body would be read as the next request.
            ctx.header("Connection", "close");
        }
        if (code == ErrorCode.NOT_FOUND && NotFoundPage.isWanted(ctx)) {
            NotFoundPage.answer(ctx);
        } else {
            Json.answer(ctx, code.status(), Problem.MEDIA_TYPE,
                    Json.bytes(Problem.of(
                            code, problem.detail(), RequestContext.of(ctx.req()).requestId(), problem.members())));
        }
    }
}
