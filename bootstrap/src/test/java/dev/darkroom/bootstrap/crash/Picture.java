package dev.darkroom.bootstrap.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The known state of an acknowledged image. One client at a time changes it, while others can view it. Thread-safe.
 */
final class Picture {
    private static final String PLACEHOLDER = "placeholder";

    private final String id;
    /** All acknowledged versions, followed by the requested version if there is no response yet. */
    private final List<JsonNode> versions = new ArrayList<>();
    private final Set<String> renditions = new TreeSet<>();
    private int acknowledged;
    private boolean deletionRequested;
    private boolean deleted;

    Picture(JsonNode image) {
        id = image.path("image_id").asText();
        versions.add(image);
    }

    String id() {
        return id;
    }

    /** The last acknowledged version. */
    synchronized JsonNode acknowledged() {
        return versions.get(acknowledged);
    }

    /** Position of the last acknowledged version, for {@link #mayShow}. */
    synchronized int position() {
        return acknowledged;
    }

    /** Records a request for a change. The time of the change is not known yet. */
    synchronized void requestChange(ObjectNode next) {
        versions.add(next.without("updated_at"));
    }

    /** Records the response to a change. */
    synchronized void acknowledge(JsonNode image) {
        versions.set(versions.size() - 1, image);
        acknowledged = versions.size() - 1;
    }

    synchronized void requestDeletion() {
        deletionRequested = true;
    }

    synchronized void acknowledgeDeletion() {
        deleted = true;
    }

    synchronized boolean isDeleted() {
        return deleted;
    }

    /** Whether a deletion was requested, so that the image may be missing. */
    synchronized boolean mayBeGone() {
        return deletionRequested;
    }

    /** Whether there was a request whose result is uncertain. */
    synchronized boolean isUncertain() {
        return (deletionRequested && !deleted) || versions.size() - 1 > acknowledged;
    }

    /**
     * Whether a response may show this version.
     *
     * @param position of the last version that was acknowledged before the request; older versions are not allowed
     */
    synchronized boolean mayShow(JsonNode image, int position) {
        return versions.subList(position, versions.size()).stream().anyMatch(version -> matches(version, image));
    }

    private static boolean matches(JsonNode version, JsonNode image) {
        return version
                .equals(version.has("updated_at") ? image : ((ObjectNode) image.deepCopy()).without("updated_at"));
    }

    /** Settles uncertain changes: the image has this version. */
    synchronized void settle(JsonNode image) {
        versions.clear();
        versions.add(image);
        acknowledged = 0;
        deletionRequested = false;
    }

    /** Records that a client received a rendition. */
    synchronized void rendered(String rendition) {
        renditions.add(rendition);
    }

    synchronized Set<String> renditions() {
        return Set.copyOf(renditions);
    }

    /** A view without its URLs and its placeholder. */
    static ObjectNode withoutAddress(JsonNode view) {
        return ((ObjectNode) view).deepCopy().without(List.of("url", "expires_at", "renditions", PLACEHOLDER));
    }

    /** A response without placeholders, which are added later. */
    static JsonNode comparable(JsonNode answer) {
        for (JsonNode image : answer.findParents(PLACEHOLDER)) {
            ((ObjectNode) image).remove(PLACEHOLDER);
        }
        return answer;
    }
}
