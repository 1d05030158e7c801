package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.summary.Calendar;

/** Counts images by the month in which their pictures were taken. Thread-safe. */
public interface ViewCalendar {
    /**
     * Returns the months that have images.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable
     */
    Result view(Query query);

    /**
     * The images to count.
     *
     * @param filter restricted further to what the actor may see, as by {@link ListImages}
     */
    record Query(Actor actor, ImageFilter filter) {}

    /** The result of {@link #view}. */
    sealed interface Result {
        /** The months. */
        record Counted(Calendar calendar) implements Result {}

        /** The catalog can't count images. */
        record Unsupported() implements Result {}
    }
}
