package dev.darkroom.adapter.local.filesystem;

import java.nio.file.Path;

/** Another process, or this one, has the data folder open. The message is one sentence that says what to do. */
public final class FolderInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FolderInUseException(Path dataFolder) {
        super("The data folder " + dataFolder
                + " is in use by another Darkroom: stop that one, or give this one a folder of its own.");
    }
}
