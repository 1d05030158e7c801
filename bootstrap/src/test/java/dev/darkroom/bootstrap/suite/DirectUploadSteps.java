package dev.darkroom.bootstrap.suite;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** The calls of a direct upload. */
public interface DirectUploadSteps extends Steps {
    static Call startUpload(String user, String contentType, long size) {
        return Call.post("/uploads")
                .json("{\"user_id\":\"%s\",\"filename\":\"kite.jpg\",\"content_type\":\"%s\",\"size\":%d}".formatted(
                        user,
                        contentType, size));
    }

    /** Starts a direct upload of a new user and returns the response. */
    default JsonNode started(String contentType, long size) {
        return send(startUpload(newUser(), contentType, size)).expect(201).json();
    }

    /** The headers that the response to a start requires. */
    default Map<String, String> headers(JsonNode upload) {
        Map<String, String> headers = new HashMap<>();
        upload.path("headers").properties().forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
        return headers;
    }

    /** Sends the bytes of a started upload. */
    default Answer put(JsonNode upload, byte[] bytes) {
        return put(upload.path("url").asText(), headers(upload), bytes);
    }

    default Answer complete(JsonNode upload) {
        return send(Call.post("/uploads/" + upload.path("upload_id").asText() + "/complete"));
    }

    default Answer cancel(JsonNode upload) {
        return send(Call.delete("/uploads/" + upload.path("upload_id").asText()));
    }
}
