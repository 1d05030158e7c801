package dev.darkroom.bootstrap.crash;

import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.trash.Retention;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A storage that the crash rounds read without the service. */
interface Storage {
    /** The environment variables that select it. */
    Map<String, String> environment();

    /** Whether a server reconciles it completely at its start, because no other process can use it. */
    boolean isReconciledAtStart();

    /** Reads everything. No Darkroom process must run. */
    Contents contents() throws Exception;

    /** The retention of {@link #reconcileAt}. */
    Retention RETENTION = new Retention(7);

    /** Reconciles in this process, with another clock. */
    void reconcileAt(InstantSource time);

    /** Kills the process of the storage with SIGKILL. */
    void kill() throws Exception;

    /** Restarts the process of the storage at the same address. */
    void restart() throws Exception;

    /**
     * The contents of a storage.
     *
     * @param rows the rows of all images, by id
     * @param unexpected descriptions of files that are not objects and items that belong to no image
     */
    record Contents(Set<ObjectKey> objects, Map<String, ImageState> rows, List<String> unexpected) {}
}
