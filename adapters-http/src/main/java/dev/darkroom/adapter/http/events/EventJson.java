package dev.darkroom.adapter.http.events;

import dev.darkroom.adapter.http.images.ImageJson;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.Times;
import dev.darkroom.domain.model.event.ImageEvent;

/**
 * An event as clients and webhooks receive it. It does not depend on a request and contains no address, so it is the same for every receiver
 * and at every time.
 *
 * @param type such as {@code image.published}
 * @param timestamp the time of the change
 * @param data an {@link ImageJson} as in lists, or an {@link IdJson} if the image is gone
 */
public record EventJson(String type, String timestamp, Object data) {

    /** What is left of a deleted image. */
    record IdJson(String imageId, String userId) {}

    /** The event as one line of JSON in UTF-8, without a line feed. */
    public static byte[] bytes(ImageEvent event) {
        return Json.line(new EventJson(type(event.kind()), Times.format(event.at()), data(event)));
    }

    /** The type of an event in the API. */
    public static String type(ImageEvent.Kind kind) {
        return switch (kind) {
            case PUBLISHED -> "image.published";
            case UPDATED -> "image.updated";
            case TRASHED -> "image.trashed";
            case RESTORED -> "image.restored";
            case DELETED -> "image.deleted";
        };
    }

    private static Object data(ImageEvent event) {
        return switch (event.kind()) {
            case PUBLISHED, UPDATED, TRASHED, RESTORED -> ImageJson.of(event.image());
            case DELETED -> new IdJson(event.image().id().toString(), event.image().owner().value());
        };
    }
}
