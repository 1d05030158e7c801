package dev.darkroom.adapter.http.request;

import dev.darkroom.domain.model.access.Actor;
import jakarta.servlet.ServletRequest;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of a request in this server. It is the only attribute of a request. Not thread-safe: a request is
 * served by one thread at a time.
 */
public final class RequestContext {
    private static final String ATTRIBUTE = RequestContext.class.getName();

    private final @Nullable HeldConnection connection;
    private @Nullable String requestId;
    private @Nullable String route;
    private @Nullable Actor actor;
    private @Nullable String user;
    private @Nullable BodyProgress bodyProgress;
    private boolean isBodyStarted;
    private boolean isRetriedAfter503;

    private RequestContext(@Nullable HeldConnection connection) {
        this.connection = connection;
    }

    /** The connection that a request came over. */
    public interface HeldConnection {
        /** The response is sent. Until the next request, the connection counts as idle, although bytes may still arrive. */
        void markIdle();

        /**
         * Whether the client has closed the connection, or its half of it. Only for a response after which the connection is closed, because
         * bytes of a next request are lost.
         */
        boolean isGone();

        /** Closes the connection immediately. A pending read fails. */
        void close();

        /**
         * Sends a response of the class 1xx (RFC 9110, section 15.2) before the final one. It returns when the response is sent. A client that
         * speaks HTTP/1.0 or has gone gets none.
         *
         * @param headers names and values of visible ASCII
         */
        void sendInterim(int status, String reason, Map<String, String> headers);
    }

    /** Follows a request body while it arrives. */
    public interface BodyProgress {
        /**
         * More bytes have arrived.
         *
         * @throws dev.darkroom.adapter.http.problem.ProblemException if the body arrives too slowly
         */
        void received(int bytes);

        /** The whole body has arrived. */
        void complete();
    }

    /** Attaches a context to a request that came over a connection. */
    public static void attach(HeldConnection connection, BiConsumer<String, Object> setAttribute) {
        setAttribute.accept(ATTRIBUTE, new RequestContext(connection));
    }

    /** The context of a request. A request without a connection, such as one of a gateway, gets its context here. */
    public static RequestContext of(ServletRequest request) {
        RequestContext context = (RequestContext) request.getAttribute(ATTRIBUTE);
        if (context == null) {
            context = new RequestContext(null);
            request.setAttribute(ATTRIBUTE, context);
        }
        return context;
    }

    /** The connection, or null if the request came without one. */
    @Nullable
    public HeldConnection connection() {
        return connection;
    }

    /** The request id, or null if none has been assigned yet. */
    @Nullable
    public String requestId() {
        return requestId;
    }

    public void setRequestId(String id) {
        requestId = id;
    }

    /** The template of the route, such as <code>/images/{image_id}</code>, or null if none matches or it is not known yet. */
    @Nullable
    public String route() {
        return route;
    }

    public void setRoute(String template) {
        route = template;
    }

    /** The actor of the request. Only for routes behind {@link dev.darkroom.adapter.http.edge.Authentication}. */
    public Actor requireActor() {
        return Objects.requireNonNull(actor, "The route is not behind Authentication");
    }

    /** The same, or null if the route needs no actor or the actor is not known yet. */
    @Nullable
    public Actor actor() {
        return actor;
    }

    public void setActor(Actor signedIn) {
        actor = signedIn;
        switch (signedIn) {
            case Actor.Anyone() -> {}
            case Actor.User(var id) -> user = id.value();
            case Actor.Admin(var id) -> user = id.value();
        }
    }

    /** The user to show in the access log, or null if there is none. */
    @Nullable
    public String user() {
        return user;
    }

    public void setUser(String id) {
        user = id;
    }

    /** What follows the request body, or null. */
    @Nullable
    BodyProgress bodyProgress() {
        return bodyProgress;
    }

    public void setBodyProgress(BodyProgress progress) {
        bodyProgress = progress;
    }

    /** Whether a refusal must let the client try again: it gives up after a 408 or 429, but not after a 503. */
    public boolean isRetriedAfter503() {
        return isRetriedAfter503;
    }

    public void markRetriedAfter503() {
        isRetriedAfter503 = true;
    }

    /** Whether the request body has been read from. */
    boolean isBodyStarted() {
        return isBodyStarted;
    }

    void markBodyStarted() {
        isBodyStarted = true;
    }
}
