package dev.darkroom.adapter.http;

import java.io.IOException;

/** The client closed its connection, or reads too slowly, before it had the whole response. */
final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(IOException cause) {
        super(cause);
    }
}
