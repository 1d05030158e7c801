package dev.darkroom.adapter.http.server;

import dev.darkroom.adapter.http.Failures;
import dev.darkroom.adapter.http.edge.RequestScope;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.Problem;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.SecurityHeaders;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Writes the problems of requests that Jetty refuses before a route: malformed HTTP, large headers, and requests during a stop. */
final class ProblemErrorHandler extends ErrorHandler {
    private final Supplier<String> requestIds;
    private final SecurityHeaders securityHeaders;

    ProblemErrorHandler(Supplier<String> requestIds, SecurityHeaders securityHeaders) {
        this.requestIds = requestIds;
        this.securityHeaders = securityHeaders;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int status, String message, @Nullable Throwable cause,
            Callback callback) {
        ErrorCode code = code(status, request, cause);
        String sent = request.getHeaders().get(RequestScope.REQUEST_ID_HEADER);
        String given = response.getHeaders().get(RequestScope.REQUEST_ID_HEADER);
        String id = given != null ? given : RequestScope.chooseId(sent, requestIds);
        byte[] body = Json.bytes(Problem.of(code, detail(code), id));
        response.setStatus(code.status());
        response.getHeaders().put(RequestScope.REQUEST_ID_HEADER, id);
        securityHeaders.set(request.isSecure(), response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        headers(code).forEach(response.getHeaders()::put);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static ErrorCode code(int status, Request request, @Nullable Throwable cause) {
        return switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 408 -> ErrorCode.TIMEOUT;
            case 414, 431 -> ErrorCode.HEADERS_TOO_LARGE;
            case 500 -> ErrorCode.INTERNAL_ERROR;
            case 503 -> ErrorCode.UNAVAILABLE;
            default -> isUndecodablePath(request, cause) ? ErrorCode.NOT_FOUND : ErrorCode.INVALID_REQUEST;
        };
    }

    /**
     * Whether the path can't be decoded. Jetty refuses such a request before it knows the method, and for clients the path does not exist.
     */
    private static boolean isUndecodablePath(Request request, @Nullable Throwable cause) {
        return request.getMethod().equals("BAD") && cause instanceof HttpException
                && cause.getCause() instanceof IllegalArgumentException;
    }

    /** Does not use Jetty's message, which is for developers of Jetty. */
    private static String detail(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "There is nothing at this path: /openapi.yaml lists what there is";
            case TIMEOUT -> "The request paused for too long: send it again without a pause";
            case HEADERS_TOO_LARGE -> "The request line and headers may have 16 KiB together";
            case UNAVAILABLE -> "The server is stopping: try again later";
            case INTERNAL_ERROR -> Failures.DEFECT;
            default -> "The request is not valid HTTP/1.1";
        };
    }

    private static Map<String, String> headers(ErrorCode code) {
        return code == ErrorCode.UNAVAILABLE ? ProblemException.RETRY_LATER : Map.of();
    }
}
