package dev.darkroom.domain.port.in.events;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of events, for all who follow it: one reader serves any number of them, and a {@link Filter} says who may see which event.
 * Thread-safe. Every method throws {@link dev.darkroom.domain.model.StorageException.Unavailable} when the log is unavailable.
 */
public interface ReadEvents {
    /** Whether there is a log. Otherwise nothing may be read. */
    boolean isRecording();

    /** The end of the log: the events of all changes that begin after this call come after it. */
    EventPosition end();

    /**
     * Reads the next events.
     *
     * @param after the position to continue from. If events after it were removed, the result continues with the oldest that is left
     * @param limit the maximum number of events, 1–1,000
     */
    EventPage read(EventPosition after, int limit);

    /**
     * The events that somebody follows.
     *
     * @param actor sees the events of the images that the actor may see as they are in the event
     * @param owner of the images; null for all
     * @param kinds of the events
     */
    record Filter(Actor actor, @Nullable UserId owner, Set<ImageEvent.Kind> kinds) {
        public Filter {
            kinds = Set.copyOf(kinds);
        }

        /** Whether the event is one of them. */
        public boolean matches(ImageEvent event) {
            return kinds.contains(event.kind())
                    && (owner == null || owner.equals(event.image().owner()))
                    && actor.maySee(event.image());
        }
    }
}
