package dev.darkroom.domain.model.object;

import dev.darkroom.domain.model.ImageId;

/**
 * The folder of all objects of one image: {@code {shard}/{image_id}/}. It ends with a slash, so that it can't match the
 * objects of another image whose id has the same beginning.
 */
public record ObjectPrefix(ImageId imageId) {
    /**
     * The prefix as text. The shard is two hexadecimal digits of the id's random end: ids are ordered by time, and
     * without it all new objects would be in one partition of the store (Amazon S3 User Guide, "Organizing objects
     * using prefixes").
     */
    public String value() {
        String id = imageId.toString();
        return id.substring(id.length() - 2) + "/" + id + "/";
    }

    @Override
    public String toString() {
        return value();
    }
}
