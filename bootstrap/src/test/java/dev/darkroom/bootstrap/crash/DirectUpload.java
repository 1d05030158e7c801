package dev.darkroom.bootstrap.crash;

import com.fasterxml.jackson.databind.JsonNode;

/** A direct upload whose start was acknowledged and whose end was not. */
final class DirectUpload {
    private final Attempt attempt;
    private final JsonNode started;
    private volatile boolean completionRequested;
    private volatile boolean cancellationRequested;

    DirectUpload(Attempt attempt, JsonNode started) {
        this.attempt = attempt;
        this.started = started;
    }

    String id() {
        return started.path("upload_id").asText();
    }

    Attempt attempt() {
        return attempt;
    }

    /** The response to the start. */
    JsonNode started() {
        return started;
    }

    void requestCompletion() {
        completionRequested = true;
    }

    boolean isCompletionRequested() {
        return completionRequested;
    }

    void requestCancellation() {
        cancellationRequested = true;
    }

    boolean isCancellationRequested() {
        return cancellationRequested;
    }
}
