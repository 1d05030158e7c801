package dev.darkroom.domain.model.summary;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * One page of the tags of some images.
 *
 * @param owner of the images; null for all
 * @param visibility of the images; null for both
 * @param prefix what the tags begin with; may be empty
 * @param after the page starts after this tag; null for the first page
 * @param limit how many tags at most, at least 1
 */
public record TagRequest(
        @Nullable UserId owner, @Nullable Visibility visibility, String prefix, @Nullable Tag after, int limit) {}
