package dev.darkroom.adapter.http.problem;

import java.io.IOException;

/** The client closed its connection, or read too slowly, before it had received the whole response. */
public final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClientGoneException(IOException cause) {
        super(cause);
    }
}
