package dev.darkroom.bootstrap.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An upload that was begun. Its file name is its own, so that a second image made of it would be seen.
 *
 * @param expected the fields of the image that it makes, as far as they are known before
 * @param keyed whether it has an Idempotency-Key, which is its file name
 */
record Attempt(String filename, Photo photo, ObjectNode expected, boolean keyed) {
    /** Whether an image is what this upload makes. */
    boolean made(JsonNode image) {
        return expected.properties()
                .stream()
                .allMatch(field -> field.getValue().equals(image.path(field.getKey())));
    }
}
