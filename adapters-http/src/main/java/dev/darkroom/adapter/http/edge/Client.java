package dev.darkroom.adapter.http.edge;

import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.access.Actor;
import jakarta.servlet.http.HttpServletRequest;

/** Who is counted as one where something is limited for each. */
final class Client {
    private Client() {}

    /** Whoever is signed in, wherever they are; else everybody at the address. */
    static String of(HttpServletRequest request) {
        return switch (RequestContext.of(request).actor()) {
            case Actor.User(var id) -> "user " + id.value();
            case Actor.Admin(var id) -> "user " + id.value();
            case Actor.Anyone() -> ClientAddress.group(request);
            case null -> ClientAddress.group(request);
        };
    }
}
