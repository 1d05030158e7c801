package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Answer;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A resumable upload whose start was acknowledged. Several clients may append to it at the same time, each request in tus or in the IETF
 * protocol. Thread-safe.
 */
final class ResumableUpload {
    private static final String TUS = "Tus-Resumable";

    private final Attempt attempt;
    private final String address;
    private long acknowledged;
    private long sent;
    private int unanswered;
    private boolean cancellationRequested;
    private boolean cancelled;
    private boolean ended;
    private @Nullable Picture picture;

    /** @param sent the number of bytes that the start had */
    ResumableUpload(Attempt attempt, Answer started, long sent) {
        this.attempt = attempt;
        this.address = started.header("Location");
        this.sent = sent;
        this.acknowledged = sent;
        assertThat(started.header("Upload-Offset")).isEqualTo(Long.toString(sent));
    }

    /**
     * The call that starts an upload.
     *
     * @param bytes how many bytes of the picture it has. In the IETF protocol, an upload that starts with all is complete
     */
    static Call start(Attempt attempt, boolean isTus, int bytes) {
        byte[] content = attempt.photo().bytes();
        byte[] body = Arrays.copyOf(content, bytes);
        if (isTus) {
            String metadata = fields(attempt)
                    .map(field -> field[0] + " "
                            + Base64.getEncoder().encodeToString(field[1].getBytes(StandardCharsets.UTF_8)))
                    .collect(Collectors.joining(","));
            Call call = Call.post("/upload/resumable")
                    .header(TUS, "1.0.0")
                    .header("Upload-Length", Integer.toString(content.length))
                    .header("Upload-Metadata", metadata);
            return bytes == 0 ? call : call.body("application/offset+octet-stream", body);
        }
        String fields = fields(attempt).map(field -> field[0] + "=" + Call.encoded(field[1]))
                .collect(Collectors.joining("&"));
        return Call.post("/upload/resumable?" + fields)
                .header("Upload-Complete", bytes == content.length ? "?1" : "?0")
                .header("Upload-Length", Integer.toString(content.length))
                .body("image/jpeg", body);
    }

    private static Stream<String[]> fields(Attempt attempt) {
        JsonNode expected = attempt.expected();
        String tags = expected.path("tags").valueStream().map(JsonNode::asText).collect(Collectors.joining(","));
        return Stream.concat(
                Stream.of("user_id", "filename", "title", "visibility")
                        .map(name -> new String[]{name, expected.path(name).asText()}),
                Stream.<String[]>of(new String[]{"tags", tags}));
    }

    /** Asks for the progress. The response is correct, or {@code 503}. */
    Answer ask(ServerProcess server, boolean isTus) {
        Call call = Call.head(address);
        return send(server, isTus ? call.header(TUS, "1.0.0") : call, -1);
    }

    /**
     * Appends where the last acknowledged byte was. The response is correct, or {@code 503}.
     *
     * @param most the largest number of bytes to append
     */
    Answer append(ServerProcess server, boolean isTus, long most) {
        byte[] content = attempt.photo().bytes();
        long offset = acknowledged();
        long end = Math.min(content.length, offset + most);
        Call call = Call.of("PATCH", address).header("Upload-Offset", Long.toString(offset));
        if (isTus) {
            call.header(TUS, "1.0.0");
        } else {
            call.header("Upload-Complete", end == content.length ? "?1" : "?0");
        }
        byte[] body = Arrays.copyOfRange(content, (int) offset, (int) end);
        return send(server, call.body(isTus ? "application/offset+octet-stream" : "application/partial-upload", body),
                end);
    }

    /** Cancels it. The response is {@code 204}, {@code 404} if it is cancelled already, or {@code 503}. */
    Answer cancel(ServerProcess server) {
        synchronized (this) {
            cancellationRequested = true;
        }
        Answer answer = send(server, Call.delete(address), -1);
        if (answer.status() == 204) {
            synchronized (this) {
                cancelled = true;
            }
        }
        return answer;
    }

    /** @param end of the bytes of an append, or -1 for another call */
    private Answer send(ServerProcess server, Call call, long end) {
        long before;
        boolean wasCancelled;
        synchronized (this) {
            unanswered++;
            sent = Math.max(sent, end);
            before = acknowledged;
            wasCancelled = cancelled;
        }
        Answer answer = server.send(call);
        if (answer.status() != 503) {
            answered(call, answer, end, before, wasCancelled);
        }
        return answer;
    }

    private synchronized void answered(Call call, Answer answer, long end, long before, boolean wasCancelled) {
        unanswered--;
        switch (answer.status()) {
            case 404 -> assertThat(cancellationRequested || (picture != null && picture.mayBeGone()))
                    .as("lost: %s, %s", this, call.method()).isTrue();
            case 200, 201, 204, 409 -> {
                if (call.method().equals("DELETE")) {
                    return;
                }
                long offset = Long.parseLong(answer.header("Upload-Offset"));
                assertThat(offset).as("%s to %s of %s", answer, call.method(), this).isBetween(before, sent);
                if (end >= 0) {
                    assertThat(offset == end).as("%s to an append of %s up to %d", answer, this, end)
                            .matches(isEnd -> isEnd || answer.status() == 409);
                }
                assertThat(wasCancelled && imageId(answer) == null && answer.status() != 409)
                        .as("%s of a cancelled upload: %s", answer, this).isFalse();
                acknowledged = Math.max(acknowledged, offset);
            }
            default -> throw new AssertionError(answer + " to " + call.method() + " of " + this);
        }
    }

    /** The image that a response names, because the upload is finished; otherwise null. */
    static @Nullable String imageId(Answer answer) {
        String location = answer.header("Content-Location");
        return location.isEmpty() ? null : location.substring("/images/".length());
    }

    String id() {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    Attempt attempt() {
        return attempt;
    }

    long length() {
        return attempt.photo().bytes().length;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    /** Whether all bytes were sent, so that there may be an image. */
    synchronized boolean isWholeSent() {
        return sent == length();
    }

    synchronized boolean isCancellationRequested() {
        return cancellationRequested;
    }

    /** Whether a request had no response. What it stored may stay until the upload expires. */
    synchronized boolean isUncertain() {
        return unanswered > 0;
    }

    /**
     * Records that it is finished or cancelled.
     *
     * @param made the image that it made, or null if it is cancelled
     */
    synchronized void ended(@Nullable Picture made) {
        ended = true;
        picture = made;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** The image that it made, or null. */
    synchronized @Nullable Picture picture() {
        return picture;
    }

    @Override
    public synchronized String toString() {
        return "upload %s (%s) of %d bytes, %d acknowledged, %d sent, cancellation requested: %s, acknowledged: %s"
                .formatted(id(), attempt.filename(), length(), acknowledged, sent, cancellationRequested, cancelled);
    }
}
