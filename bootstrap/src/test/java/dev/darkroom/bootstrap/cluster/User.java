package dev.darkroom.bootstrap.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.bootstrap.suite.Answer;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Call.Form;
import dev.darkroom.bootstrap.suite.DirectUploadSteps;
import dev.darkroom.bootstrap.suite.Photographs;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A user that sends one call at a time, each to any replica, and knows what its pictures must look like. A call without a response, and one with
 * {@code 503}, is repeated on any replica, except an upload without a key. Not thread-safe.
 */
final class User {
    private static final List<byte[]> PHOTOS =
            IntStream.range(0, 12).mapToObj(i -> Photographs.jpeg(200 + i, 150, i)).toList();
    private static final List<String> TAGS = List.of("sea", "kite", "sky");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** With more pictures, the user deletes more than it uploads. */
    private static final int MANY_PICTURES = 12;

    /** Shorter than {@code Retry-After}, so that the end of an outage is seen early. */
    private static final Duration BACK_OFF = Duration.ofMillis(250);

    /** Longer than any outage. */
    private static final Duration GIVE_UP = Duration.ofMinutes(2);

    private final String name;
    private final Replicas replicas;
    private final Journal journal;
    private final Random random;
    private final Duration pause;
    /** The last acknowledged version of each picture, by id. */
    private final Map<String, JsonNode> pictures = new HashMap<>();
    private final List<String> deleted = new ArrayList<>();
    /** File names of uploads without a key and without a response: each may have been stored. */
    private final Set<String> uncertain = new HashSet<>();
    /** Uploads whose key belongs to a request that has not ended, by file name. */
    private final Map<String, Call> inFlight = new HashMap<>();
    private int uploads;

    /** @param pause the longest time between two calls */
    User(String name, Replicas replicas, Journal journal, long seed, Duration pause) {
        this.name = name;
        this.replicas = replicas;
        this.journal = journal;
        this.random = new Random(seed);
        this.pause = pause;
    }

    /** @param isRepeated whether an earlier attempt had no response or {@code 503}, so that it may have taken effect */
    private record Reply(Answer answer, boolean isRepeated) {}

    /** Sends any call and checks its response. */
    void act() throws InterruptedException {
        journal.await(Duration.ofNanos(random.nextLong(pause.toNanos() + 1)));
        int what = random.nextInt(100);
        if (pictures.isEmpty() || what < (pictures.size() < MANY_PICTURES ? 25 : 10)) {
            upload();
        } else if (what < 30) {
            uploadDirectly();
        } else if (what < 50) {
            view(anyPicture());
        } else if (what < 60) {
            render(anyPicture());
        } else if (what < 70) {
            requireList("&limit=" + (2 + random.nextInt(4)), pictures.keySet());
        } else if (what < 85) {
            edit(anyPicture());
        } else {
            delete(anyPicture());
        }
    }

    private String anyPicture() {
        return List.copyOf(pictures.keySet()).get(random.nextInt(pictures.size()));
    }

    private Reply send(Call call) throws InterruptedException {
        boolean isRepeated = false;
        long until = System.nanoTime() + GIVE_UP.toNanos();
        while (System.nanoTime() < until) {
            long start = System.nanoTime();
            try {
                Answer answer = replicas.any(random).send(call);
                Duration time = Duration.ofNanos(System.nanoTime() - start);
                if (answer.status() != 503) {
                    journal.answered(time);
                    return new Reply(answer, isRepeated);
                }
                journal.refused(time);
                journal.await(BACK_OFF);
            } catch (UncheckedIOException e) {
                // As a load balancer does, the next attempt probably uses another replica.
                journal.lost();
            }
            isRepeated = true;
        }
        throw new AssertionError("No response in time: " + call.method() + " " + call.target());
    }

    private void upload() throws InterruptedException {
        String filename = name + "-" + uploads++ + ".jpg";
        Form form = new Form().field("user_id", name).field("title", "Title of " + filename);
        for (String tag : TAGS.subList(0, random.nextInt(TAGS.size() + 1))) {
            form.field("tags", tag);
        }
        Call call = Call.upload(form.file(filename, PHOTOS.get(random.nextInt(PHOTOS.size()))));
        if (random.nextBoolean()) {
            uploadWithKey(filename, call.header("Idempotency-Key", filename));
        } else {
            uploadOnce(filename, call);
        }
    }

    private void uploadWithKey(String filename, Call call) throws InterruptedException {
        Reply reply = send(call);
        if (reply.isRepeated() && reply.answer().status() == 409) {
            reply.answer().expectProblem(409, "upload_in_flight");
            inFlight.put(filename, call);
            return;
        }
        stored(filename, reply.answer());
        if (random.nextInt(4) == 0) {
            assertThat(comparable(send(call).answer().expect(201).json()))
                    .isEqualTo(comparable(reply.answer().json()));
        }
    }

    private void uploadOnce(String filename, Call call) throws InterruptedException {
        try {
            Answer answer = replicas.any(random).send(call);
            if (answer.status() != 503) {
                stored(filename, answer);
                journal.answered(Duration.ZERO);
                return;
            }
            journal.refused(Duration.ZERO);
            journal.await(BACK_OFF);
        } catch (UncheckedIOException e) {
            journal.lost();
        }
        uncertain.add(filename);
    }

    private void stored(String filename, Answer answer) {
        JsonNode image = comparable(answer.expect(201).json());
        assertThat(image.path("filename").asText()).isEqualTo(filename);
        pictures.put(image.path("image_id").asText(), image);
        journal.changed();
    }

    private void uploadDirectly() throws InterruptedException {
        byte[] photo = PHOTOS.get(random.nextInt(PHOTOS.size()));
        JsonNode upload = send(DirectUploadSteps.startUpload(name, "image/jpeg", photo.length)).answer().expect(201)
                .json();
        replicas.any(random).put(upload, photo).expect(200);
        Answer completed =
                send(Call.post("/uploads/" + upload.path("upload_id").asText() + "/complete")).answer();
        stored("kite.jpg", completed);
    }

    /** Requires the acknowledged version and its bytes. */
    private void view(String id) throws InterruptedException {
        Answer view = send(Call.get("/images/" + id)).answer().expect(200);
        JsonNode picture = requireNonNull(pictures.get(id));
        picture.properties().forEach(
                field -> assertThat(view.json().path(field.getKey()))
                        .as("%s of %s", field.getKey(), view)
                        .isEqualTo(field.getValue()));
        assertThat(replicas.any(random).fetch(view.text("url")).expect(200).sha256())
                .as("bytes of %s", view)
                .isEqualTo(picture.path("sha256").asText());
    }

    private void render(String id) throws InterruptedException {
        Answer address = send(Call.get("/images/" + id + "/content?rendition=thumb")).answer().expect(302);
        assertThat(replicas.any(random).fetch(address.header("Location")).expect(200).bytes()).endsWith(0xFF, 0xD9);
    }

    private void edit(String id) throws InterruptedException {
        JsonNode picture = requireNonNull(pictures.get(id));
        int version = picture.path("version").asInt();
        String title = "Title " + random.nextInt();
        Reply reply = send(Call.of("PATCH", "/images/" + id).header("If-Match", "\"" + version + "\"").json(
                JSON.createObjectNode().put("title", title).toString()));
        Answer answer = reply.answer();
        if (reply.isRepeated() && answer.status() == 412) {
            // An attempt without a response has taken effect.
            answer = send(Call.get("/images/" + id)).answer();
        }
        JsonNode edited = comparable(answer.expect(200).json());
        assertThat(edited.path("title").asText()).as("after an edit from %s: %s", picture, edited).isEqualTo(title);
        assertThat(edited.path("version").asInt()).as("after an edit from %s: %s", picture, edited)
                .isEqualTo(version + 1);
        assertThat(edited.path("sha256")).isEqualTo(picture.path("sha256"));
        pictures.put(id, edited);
        journal.changed();
    }

    private void delete(String id) throws InterruptedException {
        Reply reply = send(Call.delete("/images/" + id));
        if (!reply.isRepeated() || reply.answer().status() != 404) {
            reply.answer().expect(200);
        }
        pictures.remove(id);
        deleted.add(id);
        journal.changed();
    }

    /** Requires that a list, each page of which comes from any replica, contains these pictures, and others only if that is possible. */
    private Map<String, JsonNode> requireList(String filter, Set<String> expected) throws InterruptedException {
        Map<String, JsonNode> shown = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = send(Call.get("/images?user_id=" + name + filter + cursor)).answer().expect(200).json();
            for (JsonNode image : page.path("items")) {
                String id = image.path("image_id").asText();
                assertThat(shown.put(id, comparable(image))).as("twice in a list: %s", image).isNull();
                if (pictures.containsKey(id)) {
                    assertThat(image).isEqualTo(pictures.get(id));
                } else {
                    String filename = image.path("filename").asText();
                    assertThat(uncertain.contains(filename) || inFlight.containsKey(filename))
                            .as("was deleted, or is a second picture of one upload: %s", image)
                            .isTrue();
                }
            }
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + Call.encoded(page.path("next_cursor").asText());
        } while (!cursor.isEmpty());
        assertThat(shown.keySet()).as("list of %s%s", name, filter).containsAll(expected);
        return shown;
    }

    /** An image without the fields that change later or that only some responses have. */
    private static JsonNode comparable(JsonNode image) {
        return ((ObjectNode) image).without(List.of("placeholder", "url", "expires_at", "renditions"));
    }

    /** Settles the uploads without an acknowledgement, after those in flight were abandoned. Those with a key are repeated. */
    void settle() throws InterruptedException {
        for (Map.Entry<String, Call> upload : inFlight.entrySet()) {
            stored(upload.getKey(), send(upload.getValue()).answer());
        }
        inFlight.clear();
        requireList("", pictures.keySet()).forEach((id, image) -> {
            if (!pictures.containsKey(id)) {
                assertThat(uncertain.remove(image.path("filename").asText())).as("stored twice: %s", image).isTrue();
                pictures.put(id, image);
            }
        });
        uncertain.clear();
    }

    /** Requires everything that was acknowledged, and nothing that was deleted. */
    void requireEverything() throws InterruptedException {
        for (String id : List.copyOf(pictures.keySet())) {
            view(id);
        }
        for (String id : deleted) {
            send(Call.get("/images/" + id)).answer().expect(404);
        }
        requireList("", pictures.keySet());
        for (String tag : TAGS) {
            Set<String> tagged = new HashSet<>();
            pictures.forEach((id, image) -> {
                if (image.path("tags").valueStream().anyMatch(each -> each.asText().equals(tag))) {
                    tagged.add(id);
                }
            });
            requireList("&tag=" + tag, tagged);
        }
    }

    /** The ids of its pictures. */
    Set<String> pictures() {
        return Set.copyOf(pictures.keySet());
    }
}
