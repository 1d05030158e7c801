package dev.darkroom.domain.model.summary;

import dev.darkroom.domain.model.image.Tag;
import java.util.List;

/**
 * One page of tags, in the order of the bytes of their texts in UTF-8.
 *
 * @param isLast whether no tag follows
 */
public record TagPage(List<TagCount> tags, boolean isLast) {
    /** @param count the number of images that have the tag, at least 1 */
    public record TagCount(Tag tag, long count) {}

    public TagPage {
        tags = List.copyOf(tags);
    }
}
