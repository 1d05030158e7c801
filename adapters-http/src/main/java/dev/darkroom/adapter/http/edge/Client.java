package dev.darkroom.adapter.http.edge;

import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.access.Actor;
import jakarta.servlet.http.HttpServletRequest;

/** Identifies the client of a request for limits. */
final class Client {
    private Client() {}

    /** The user who is signed in, from any address; otherwise the address. */
    static String of(HttpServletRequest request) {
        return switch (RequestContext.of(request).actor()) {
            case Actor.User(var id) -> "user " + id.value();
            case Actor.Admin(var id) -> "user " + id.value();
            case Actor.Anyone() -> ClientAddress.group(request);
            case null -> ClientAddress.group(request);
        };
    }
}
