package dev.darkroom.bootstrap.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An upload that was started. Its file name is unique, so that a second image from the same upload would be found.
 *
 * @param expected the fields of the resulting image that are known in advance
 * @param keyed whether it has an Idempotency-Key, which is the file name
 */
record Attempt(String filename, Photo photo, ObjectNode expected, boolean keyed) {
    /** Whether an image is the result of this upload. */
    boolean hasResult(JsonNode image) {
        return expected.properties()
                .stream()
                .allMatch(field -> field.getValue().equals(image.path(field.getKey())));
    }
}
