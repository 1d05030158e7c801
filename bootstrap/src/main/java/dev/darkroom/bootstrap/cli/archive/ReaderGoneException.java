package dev.darkroom.bootstrap.cli.archive;

import java.io.IOException;

/** The process that reads the output of a command has ended. */
public final class ReaderGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException() {
        super("the reader closed the stream");
    }
}
