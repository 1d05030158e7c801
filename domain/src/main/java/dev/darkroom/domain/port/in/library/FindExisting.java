package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.object.Checksum;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds images that were made of the same bytes, so that a client need not send them. Thread-safe. */
public interface FindExisting {
    /** How many checksums a query can have. */
    int MAX_COUNT = 100;

    /**
     * Looks among the images of one owner. Images in the trash do not count.
     *
     * @return the images that were found, by the checksum of the bytes as they were sent; empty if the actor may not store pictures for that
     *     owner, or there is no owner
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable
     */
    Optional<Map<Checksum, ImageId>> find(Query query);

    /**
     * The bytes to look for.
     *
     * @param owner of the images, or null for the actor
     * @param received the checksums of the bytes
     */
    record Query(Actor actor, @Nullable UserId owner, Set<Checksum> received) {
        /** @throws IllegalArgumentException when there are more than {@link #MAX_COUNT} */
        public Query {
            received = Set.copyOf(received);
            if (received.size() > MAX_COUNT) {
                throw new IllegalArgumentException(
                        "At most " + MAX_COUNT + " checksums at once, not " + received.size());
            }
        }
    }
}
