package dev.darkroom.adapter.http;

import dev.darkroom.domain.model.Actor;
import jakarta.servlet.http.HttpServletRequest;

/** Who is counted as one where something is limited for each. */
final class Client {
    private Client() {}

    /** Whoever is signed in, wherever they are; else everybody at the address. */
    static String of(HttpServletRequest request) {
        return switch (Actors.ifKnown(request)) {
            case Actor.User(var id) -> "user " + id.value();
            case Actor.Admin(var id) -> "user " + id.value();
            case Actor.Anyone() -> ClientAddress.group(request);
            case null -> ClientAddress.group(request);
        };
    }
}
