package dev.darkroom.bootstrap.crash;

import com.fasterxml.jackson.databind.JsonNode;

/** A direct upload whose start was answered, and which was not seen to end. */
final class DirectUpload {
    private final Attempt attempt;
    private final JsonNode started;
    private volatile boolean completionAsked;
    private volatile boolean cancellationAsked;

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

    /** What was answered to the start. */
    JsonNode started() {
        return started;
    }

    void askCompletion() {
        completionAsked = true;
    }

    boolean isCompletionAsked() {
        return completionAsked;
    }

    void askCancellation() {
        cancellationAsked = true;
    }

    boolean isCancellationAsked() {
        return cancellationAsked;
    }
}
