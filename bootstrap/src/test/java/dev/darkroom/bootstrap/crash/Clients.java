package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.bootstrap.suite.Answer;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Call.Form;
import dev.darkroom.bootstrap.suite.ServerProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sixteen clients that upload in each way, view, render, edit and delete, and record each response in the model, until they are stopped or
 * their server is killed. Any wrong response stops all of them.
 */
final class Clients implements AutoCloseable {
    static final List<String> TAGS = List.of("sea", "kite", "sky", "dune");
    static final List<String> USERS = List.of("alice", "bob");
    static final List<String> RENDITIONS = List.of("thumb", "small");

    private static final int COUNT = 16;
    private static final long TIMEOUT_MILLIS = 60_000;
    private static final Duration BACK_OFF = Duration.ofMillis(200);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerProcess server;
    private final Model model;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();
    private int answers;
    private int refusals;
    private int ended;
    private volatile boolean stopped;
    private volatile boolean serverIsKilled;
    private volatile boolean storeIsKilled;

    private Clients(ServerProcess server, Model model) {
        this.server = server;
        this.model = model;
    }

    static Clients start(ServerProcess server, Model model, long seed) {
        Clients clients = new Clients(server, model);
        for (int client = 0; client < COUNT; client++) {
            Random random = new Random(seed * COUNT + client);
            clients.clients.add(clients.threads.submit(() -> clients.work(random)));
        }
        return clients;
    }

    /** Waits for a number of further correct responses, or until a client ends. */
    synchronized void await(int more) throws InterruptedException {
        int wanted = answers + more;
        long until = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
        while (answers < wanted && ended == 0) {
            long left = (until - System.nanoTime()) / 1_000_000;
            assertThat(left).as("%d of %d responses arrived in time", answers - wanted + more, more).isPositive();
            wait(left);
        }
    }

    /** Lets the clients work for a time, or until one of them ends. */
    synchronized void work(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && ended == 0; left = until - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Waits for a number of further {@code 503} responses while the store is down, or until a client ends. */
    synchronized void awaitRefusals(int more) throws InterruptedException {
        int wanted = refusals + more;
        long until = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
        while (refusals < wanted && ended == 0) {
            long left = (until - System.nanoTime()) / 1_000_000;
            assertThat(left).as("%d of %d refusals arrived in time", refusals - wanted + more, more).isPositive();
            wait(left);
        }
    }

    /** From now on, a missing response is not an error. */
    void serverIsKilled() {
        serverIsKilled = true;
    }

    /** From now on, {@code 503} is not an error, and the store itself need not respond. */
    void storeIsKilled() {
        storeIsKilled = true;
    }

    /**
     * Waits for the end of all clients.
     *
     * @return the number of correct responses
     * @throws java.util.concurrent.ExecutionException if a client received a wrong response
     */
    int end() throws Exception {
        stopped = true;
        for (Future<?> client : clients) {
            client.get();
        }
        return answers;
    }

    @Override
    public void close() {
        stopped = true;
        threads.close();
    }

    private synchronized void answered() {
        answers++;
        notifyAll();
    }

    private synchronized void ended() {
        ended++;
        notifyAll();
    }

    private void work(Random random) {
        try {
            while (!stopped) {
                act(random);
            }
        } catch (UncheckedIOException e) {
            if (!serverIsKilled) {
                throw e;
            }
            // The result of the pending call of this client is uncertain.
        } catch (RuntimeException | Error e) {
            stopped = true;
            throw e;
        } finally {
            ended();
        }
    }

    private void act(Random random) {
        int what = random.nextInt(100);
        if (what < 40 && model.hasMany()) {
            deleteSeveral(random);
        } else if (what < 24) {
            upload(random);
        } else if (what < 32) {
            uploadDirectly(random);
        } else if (what < 40) {
            uploadInParts(random);
        } else if (what < 48) {
            continueAny(random);
        } else if (what < 57) {
            view(random);
        } else if (what < 67) {
            render(random);
        } else if (what < 85) {
            edit(random);
        } else if (what < 95) {
            delete(random);
        } else {
            deleteSeveral(random);
        }
    }

    /** Whether the response is the expected one. If not, the store was killed, and the result of the call is uncertain. */
    private boolean isExpected(Answer answer, int expected) {
        if (isRefused(answer)) {
            return false;
        }
        answer.expect(expected);
        answered();
        return true;
    }

    /** Whether the store was killed, so that the result of the call is uncertain. */
    private boolean isRefused(Answer answer) {
        if (storeIsKilled && answer.status() == 503) {
            refused();
            return true;
        }
        return false;
    }

    /** The response of the store, or null if it was killed. */
    private @Nullable Answer fromStore(Supplier<Answer> call) {
        try {
            Answer answer = call.get();
            return storeIsKilled && answer.status() >= 500 ? null : answer;
        } catch (UncheckedIOException e) {
            if (storeIsKilled) {
                return null;
            }
            throw e;
        }
    }

    /** Counts a refusal and backs off, for a shorter time than {@code Retry-After} asks for. */
    private void refused() {
        synchronized (this) {
            refusals++;
            notifyAll();
        }
        try {
            work(BACK_OFF);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Attempt attempt(Random random, boolean keyed) {
        Photo photo = Photo.ALL.get(random.nextInt(Photo.ALL.size()));
        String filename = "picture-" + model.next() + ".jpg";
        ObjectNode expected = JSON.createObjectNode()
                .put("user_id", USERS.get(random.nextInt(USERS.size())))
                .put("filename", filename)
                .put("content_type", "image/jpeg")
                .put("sha256", photo.sha256())
                .put("title", "Title of " + filename)
                .put("visibility", random.nextBoolean() ? "public" : "private");
        expected.set("tags", tags(random));
        return new Attempt(filename, photo, expected, keyed);
    }

    private static JsonNode tags(Random random) {
        TreeSet<String> tags = new TreeSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            tags.add(TAGS.get(random.nextInt(TAGS.size())));
        }
        return JSON.valueToTree(tags);
    }

    /** The call of an upload. With a key, it can be repeated. */
    static Call call(Attempt attempt) {
        Form form = new Form();
        for (String field : List.of("user_id", "title", "visibility")) {
            form.field(field, attempt.expected().path(field).asText());
        }
        attempt.expected().path("tags").forEach(tag -> form.field("tags", tag.asText()));
        Call call = Call.upload(form.file(attempt.filename(), attempt.photo().bytes()));
        return attempt.keyed() ? call.header("Idempotency-Key", attempt.filename()) : call;
    }

    private void upload(Random random) {
        Attempt attempt = attempt(random, random.nextBoolean());
        model.begin(attempt);
        Answer answer = server.send(call(attempt));
        if (isExpected(answer, 201)) {
            JsonNode image = Picture.comparable(answer.json());
            model.acknowledge(attempt, image);
            if (attempt.keyed() && random.nextInt(4) == 0) {
                Answer again = server.send(call(attempt));
                if (isExpected(again, 201)) {
                    assertThat(Picture.comparable(again.json())).isEqualTo(image);
                }
            }
        }
    }

    private static Call start(Attempt attempt) {
        ObjectNode body = attempt.expected().deepCopy();
        body.remove("sha256");
        return Call.post("/uploads").json(body.put("size", attempt.photo().bytes().length).toString());
    }

    private void uploadDirectly(Random random) {
        Attempt attempt = attempt(random, false);
        model.beginStart(attempt);
        Answer started = server.send(start(attempt));
        if (!isExpected(started, 201)) {
            return;
        }
        DirectUpload upload = model.startedDirect(attempt, started.json());
        int way = random.nextInt(10);
        if (way == 0) {
            // The client abandons the upload.
            return;
        }
        Answer put = fromStore(() -> server.put(upload.started(), attempt.photo().bytes()));
        if (put == null || !isExpected(put, 200)) {
            return;
        }
        if (way == 1) {
            cancel(upload);
        } else if (way > 2) {
            complete(upload);
        }
    }

    private void complete(DirectUpload upload) {
        upload.requestCompletion();
        Answer completed = server.complete(upload.started());
        if (isExpected(completed, 201)) {
            model.completedDirect(upload, Picture.comparable(completed.json()));
        }
    }

    private void cancel(DirectUpload upload) {
        upload.requestCancellation();
        if (isExpected(server.cancel(upload.started()), 204)) {
            model.cancelledDirect(upload);
        }
    }

    private void uploadInParts(Random random) {
        Attempt attempt = attempt(random, false);
        int length = attempt.photo().bytes().length;
        boolean isTus = random.nextBoolean();
        int bytes = switch (random.nextInt(6)) {
            case 0, 1 -> random.nextInt(length);
            case 2 -> isTus ? 0 : length;
            default -> 0;
        };
        model.beginStart(attempt);
        if (bytes == length) {
            model.begin(attempt);
        }
        Answer started = server.send(ResumableUpload.start(attempt, isTus, bytes));
        if (!isExpected(started, 201)) {
            return;
        }
        if (bytes == length) {
            // Such a client need not know the address of the upload, whose row stays.
            model.acknowledge(attempt, Picture.comparable(started.json()));
        } else {
            continueUpload(model.startedResumable(attempt, new ResumableUpload(attempt, started, bytes)), random);
        }
    }

    /** Continues a resumable upload that this or another client has started, perhaps before the last crash. */
    private void continueAny(Random random) {
        List<ResumableUpload> uploads = model.resumableUploads(false);
        if (!uploads.isEmpty()) {
            continueUpload(uploads.get(random.nextInt(uploads.size())), random);
        }
    }

    /** Sends some of the rest, or cancels the upload. Other clients may do so at the same time. */
    private void continueUpload(ResumableUpload upload, Random random) {
        for (int calls = 2 + random.nextInt(4); calls > 0 && !stopped && !upload.hasEnded(); calls--) {
            boolean isTus = random.nextBoolean();
            int what = random.nextInt(20);
            long left = upload.length() - upload.acknowledged();
            Answer answer;
            if (what == 0) {
                answer = upload.cancel(server);
            } else if (what < 3 || left == 0) {
                answer = upload.ask(server, isTus);
            } else {
                answer = upload.append(server, isTus, calls == 1 ? left : 1 + random.nextLong(left));
            }
            if (isAnswered(answer)) {
                if (what == 0) {
                    // If the upload was finished before, it is gone and its image stays.
                    answer = upload.ask(server, isTus);
                    if (!isAnswered(answer)) {
                        return;
                    }
                }
                end(upload, answer);
            }
        }
    }

    /** Whether there is a response, which the upload has checked. If not, the store was killed. */
    private boolean isAnswered(Answer answer) {
        if (isRefused(answer)) {
            return false;
        }
        assertThat(answer.status()).as(answer.toString()).isNotEqualTo(503);
        answered();
        return true;
    }

    /** Records the end of an upload if the response shows it. */
    private void end(ResumableUpload upload, Answer answer) {
        // Only the client that records the image first must find it: then others may delete it.
        synchronized (upload) {
            String id = ResumableUpload.imageId(answer);
            // Another client may have removed the upload after this response to its last bytes.
            if (upload.hasEnded() && (id == null || upload.picture() != null)) {
                return;
            }
            if (id != null) {
                Answer view = server.view(id);
                if (isExpected(view, 200)) {
                    model.finishedResumable(upload, Picture.withoutAddress(view.json()));
                }
            } else if (answer.status() == 404) {
                model.cancelledResumable(upload);
            }
        }
    }

    private void view(Random random) {
        Picture picture = model.any(random);
        if (picture == null) {
            return;
        }
        int position = picture.position();
        Answer view = server.view(picture.id());
        if (isGone(view, picture) || !isExpected(view, 200)) {
            return;
        }
        assertThat(picture.mayShow(Picture.withoutAddress(view.json()), position))
                .as("acknowledged %s, shown %s", picture.acknowledged(), view)
                .isTrue();
        Answer original = fromStore(() -> server.fetch(view.text("url")));
        if (original == null || isGone(original, picture)) {
            return;
        }
        assertThat(original.expect(200).sha256()).isEqualTo(view.text("sha256"));
        answered();
    }

    private void render(Random random) {
        Picture picture = model.any(random);
        if (picture == null) {
            return;
        }
        String rendition = RENDITIONS.get(random.nextInt(RENDITIONS.size()));
        Answer address = server.send(Call.get("/images/" + picture.id() + "/content?rendition=" + rendition));
        if (isGone(address, picture) || !isExpected(address, 302)) {
            return;
        }
        picture.rendered(rendition);
        Answer rendered = fromStore(() -> server.fetch(address.header("Location")));
        if (rendered != null && !isGone(rendered, picture)) {
            Checks.requireWholeJpeg(rendered);
            answered();
        }
    }

    /** Whether the response is {@code 404} because a client has deleted the picture or is deleting it. */
    private boolean isGone(Answer answer, Picture picture) {
        if (answer.status() == 404 && picture.mayBeGone()) {
            answered();
            return true;
        }
        return false;
    }

    private void edit(Random random) {
        Picture picture = model.lockAny(random);
        if (picture == null) {
            return;
        }
        JsonNode tags = tags(random);
        String title = "Title " + model.next();
        ObjectNode next = picture.acknowledged().deepCopy();
        int version = next.path("version").asInt();
        next.put("title", title).put("version", version + 1).set("tags", tags);
        ObjectNode changes = JSON.createObjectNode().put("title", title).set("tags", tags);
        picture.requestChange(next);
        Answer edited = server.send(Call.of("PATCH", "/images/" + picture.id())
                .header("If-Match", "\"" + version + "\"")
                .json(changes.toString()));
        if (isExpected(edited, 200)) {
            JsonNode image = Picture.comparable(edited.json());
            assertThat(picture.mayShow(image, picture.position() + 1)).as("requested %s, got %s", next, image).isTrue();
            picture.acknowledge(image);
            model.release(picture);
        }
    }

    private void delete(Random random) {
        Picture picture = model.lockAny(random);
        if (picture == null) {
            return;
        }
        picture.requestDeletion();
        if (isExpected(server.send(Call.delete("/images/" + picture.id())), 200)) {
            model.acknowledgeDeletion(picture);
        }
    }

    private void deleteSeveral(Random random) {
        List<Picture> several = new ArrayList<>();
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            Picture picture = model.lockAny(random);
            if (picture != null) {
                picture.requestDeletion();
                several.add(picture);
            }
        }
        if (several.isEmpty()) {
            return;
        }
        String ids = several.stream()
                .map(picture -> "\"" + picture.id() + "\"")
                .collect(Collectors.joining(",", "{\"image_ids\":[", "]}"));
        Answer answer = server.send(Call.post("/images/delete").json(ids));
        if (isExpected(answer, 200)) {
            Map<String, String> results = answer.json()
                    .path("results")
                    .valueStream()
                    .collect(Collectors.toMap(
                            result -> result.path("image_id").asText(), result -> result.path("status").asText()));
            for (Picture picture : several) {
                assertThat(results).containsEntry(picture.id(), "deleted");
                model.acknowledgeDeletion(picture);
            }
        }
    }
}
