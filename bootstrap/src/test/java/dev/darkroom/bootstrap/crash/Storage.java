package dev.darkroom.bootstrap.crash;

import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a Darkroom keeps its pictures, looked at past the service. */
interface Storage {
    /** What makes a Darkroom use it. */
    Map<String, String> environment();

    /** Whether a server reconciles it when it starts, because nobody else can be at work. */
    boolean isReconciledByAStart();

    /** Everything that is there while no Darkroom is at work. */
    Contents look() throws Exception;

    /** Reconciles in this process, at another time. */
    void reconcileAt(InstantSource time);

    /** Kills it with SIGKILL, where it is a process. */
    void kill() throws Exception;

    /** Starts it again, where it was. */
    void restart() throws Exception;

    /**
     * What is in a storage.
     *
     * @param rows of all images, by their ids
     * @param strangers what should not be there at all: files that are no objects, items of no image, in words
     */
    record Contents(Set<ObjectKey> objects, Map<String, ImageState> rows, List<String> strangers) {}
}
