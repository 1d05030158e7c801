package dev.darkroom.domain.model.trash;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import org.jspecify.annotations.Nullable;

/**
 * One page of the trash.
 *
 * @param owner of the images; null for all owners
 * @param after the page starts after this position of the sort key in the given order; null for the first page
 * @param limit how many images at most, 1–{@value PageRequest#MAX_LIMIT}
 */
public record TrashRequest(
        @Nullable UserId owner, SortKey sortKey, SortOrder order, @Nullable Position after, int limit) {
    /** @throws IllegalArgumentException when the limit is out of range */
    public TrashRequest {
        if (limit < 1 || limit > PageRequest.MAX_LIMIT) {
            throw new IllegalArgumentException("The limit is " + limit);
        }
    }
}
