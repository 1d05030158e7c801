package dev.darkroom.bootstrap.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of an image that was acknowledged. One client at a time changes it; any may look at it meanwhile.
 * Thread-safe.
 */
final class Picture {
    private static final String PLACEHOLDER = "placeholder";

    private final String id;
    /** All that was acknowledged, and last, perhaps, what was asked for and not answered yet. */
    private final List<JsonNode> told = new ArrayList<>();
    private final Set<String> renditions = new TreeSet<>();
    private int acknowledged;
    private boolean deletionAsked;
    private boolean deleted;

    Picture(JsonNode image) {
        id = image.path("image_id").asText();
        told.add(image);
    }

    String id() {
        return id;
    }

    /** What the last answer told. */
    synchronized JsonNode acknowledged() {
        return told.get(acknowledged);
    }

    /** How many versions were acknowledged, for {@link #mayShow}. */
    synchronized int position() {
        return acknowledged;
    }

    /** A change is being asked for: the image as it will be. When it was changed is not known yet. */
    synchronized void ask(ObjectNode next) {
        told.add(next.without("updated_at"));
    }

    /** The change was answered. */
    synchronized void acknowledge(JsonNode image) {
        told.set(told.size() - 1, image);
        acknowledged = told.size() - 1;
    }

    synchronized void askDeletion() {
        deletionAsked = true;
    }

    synchronized void acknowledgeDeletion() {
        deleted = true;
    }

    synchronized boolean isDeleted() {
        return deleted;
    }

    /** Whether it may be gone. */
    synchronized boolean mayBeGone() {
        return deletionAsked;
    }

    /** Whether something was asked for of which it is not known whether it was done. */
    synchronized boolean isUncertain() {
        return (deletionAsked && !deleted) || told.size() - 1 > acknowledged;
    }

    /**
     * Whether the image may be shown so, now or since there was a position.
     *
     * @param position what had been acknowledged when it was asked for: never may something older be shown
     */
    synchronized boolean mayShow(JsonNode image, int position) {
        return told.subList(position, told.size()).stream().anyMatch(version -> matches(version, image));
    }

    private static boolean matches(JsonNode version, JsonNode image) {
        return version
                .equals(version.has("updated_at") ? image : ((ObjectNode) image.deepCopy()).without("updated_at"));
    }

    /** What was uncertain is known now. */
    synchronized void settle(JsonNode image) {
        told.clear();
        told.add(image);
        acknowledged = 0;
        deletionAsked = false;
    }

    /** A rendition was given to somebody. */
    synchronized void rendered(String rendition) {
        renditions.add(rendition);
    }

    synchronized Set<String> renditions() {
        return Set.copyOf(renditions);
    }

    /** What an image shows, without its address. */
    static ObjectNode withoutAddress(JsonNode view) {
        return ((ObjectNode) view).deepCopy().without(List.of("url", "expires_at", "renditions", PLACEHOLDER));
    }

    /** What was answered about images, without their placeholders, which come when there is time. */
    static JsonNode comparable(JsonNode answer) {
        for (JsonNode image : answer.findParents(PLACEHOLDER)) {
            ((ObjectNode) image).remove(PLACEHOLDER);
        }
        return answer;
    }
}
