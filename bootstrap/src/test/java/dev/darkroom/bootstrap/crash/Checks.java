package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Answer;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/** Compares everything that the service returns with the model, while no client is active. */
final class Checks {
    private static final int CONCURRENCY = 8;
    private static final int MAX_DELETED_CHECKED = 40;
    private static final int MAX_ENDED_CHECKED = 40;

    private final ServerProcess server;
    private final Model model;

    Checks(ServerProcess server, Model model) {
        this.server = server;
        this.model = model;
    }

    /**
     * Checks that all acknowledged pictures are unchanged and that no deleted picture exists. Settles the uncertain changes.
     *
     * @return how many of the uncertain changes were applied
     */
    int run(Random random) throws Exception {
        int applied = model.settle(list(""));
        repeatUploadsWithAKey();
        endDirectUploads(random);
        endResumableUploads(random);
        model.forgetUnfinishedUploads();
        inParallel(model.pictures(), this::requireWhole);
        inParallel(model.lastDeleted(MAX_DELETED_CHECKED), id -> server.view(id).expect(404));
        requireLists();
        return applied;
    }

    /** All images of a list, by id. */
    private Map<String, JsonNode> list(String filter) {
        Map<String, JsonNode> images = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = Picture.comparable(
                    server.send(Call.get("/images?limit=100" + filter + cursor)).expect(200).json());
            for (JsonNode image : page.path("items")) {
                String id = image.path("image_id").asText();
                assertThat(images.put(id, image)).as("twice in a list: %s", image).isNull();
            }
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + Call.encoded(page.path("next_cursor").asText());
        } while (!cursor.isEmpty());
        return images;
    }

    /** Repeats uploads with a key: each key has one picture, and every response equals the first. */
    private void repeatUploadsWithAKey() throws Exception {
        inParallel(model.openKeyed(), attempt -> {
            JsonNode image = Picture.comparable(server.send(Clients.call(attempt)).expect(201).json());
            Picture known = model.picture(image.path("image_id").asText());
            if (known == null) {
                assertThat(list("&user_id=" + image.path("user_id").asText()).values())
                        .as("pictures of %s", attempt.filename())
                        .filteredOn(other -> other.path("filename").asText().equals(attempt.filename()))
                        .containsExactly(image);
            } else {
                assertThat(image).isEqualTo(known.acknowledged());
            }
            model.acknowledge(attempt, image);
        });
        inParallel(model.answeredKeyed().entrySet().stream().limit(10).toList(),
                answered -> assertThat(Picture.comparable(
                        server.send(Clients.call(answered.getKey())).expect(201).json()))
                        .isEqualTo(answered.getValue()));
    }

    /** Ends direct uploads as a client could: completes them, cancels them, or leaves them. */
    private void endDirectUploads(Random random) throws Exception {
        List<DirectUpload> left = new ArrayList<>();
        for (DirectUpload upload : model.directUploads()) {
            if (model.picture(upload.id()) != null || upload.isCancellationRequested() || random.nextInt(4) > 0) {
                left.add(upload);
            }
        }
        boolean completing = random.nextBoolean();
        inParallel(left, upload -> {
            if (model.picture(upload.id()) != null) {
                complete(upload);
            } else if (upload.isCancellationRequested()) {
                if (server.cancel(upload.started()).status() == 204) {
                    model.cancelledDirect(upload);
                } else {
                    server.complete(upload.started()).expect(404);
                    model.halfCancelledDirect(upload);
                }
            } else if (completing) {
                // 412: an earlier PUT was stored, but its response was lost.
                assertThat(put(upload).status()).isIn(200, 412);
                complete(upload);
            } else {
                server.cancel(upload.started()).expect(204);
                model.cancelledDirect(upload);
            }
        });
    }

    /** Asks how much of each resumable upload has arrived. Then finishes it, cancels it, or leaves it to the next clients. */
    private void endResumableUploads(Random random) throws Exception {
        Map<ResumableUpload, Integer> open = new HashMap<>();
        model.resumableUploads(false).forEach(upload -> open.put(upload, random.nextInt(5)));
        inParallel(open.entrySet(), each -> endResumable(each.getKey(), each.getValue()));
        List<ResumableUpload> ended = new ArrayList<>(model.resumableUploads(true));
        Collections.shuffle(ended, random);
        inParallel(ended.stream().limit(MAX_ENDED_CHECKED).toList(), upload -> {
            Answer progress = upload.ask(server, true);
            Picture picture = upload.picture();
            if (picture == null || model.picture(picture.id()) == null) {
                progress.expect(404);
            } else if (progress.status() != 404 || !upload.isCancellationRequested()) {
                assertThat(ResumableUpload.imageId(progress.expect(200))).isEqualTo(picture.id());
                assertThat(progress.header("Upload-Offset")).isEqualTo(Long.toString(upload.length()));
            }
        });
    }

    private void endResumable(ResumableUpload upload, int way) {
        Answer answer = requireAnswer(upload.ask(server, true));
        if (ResumableUpload.imageId(answer) == null && answer.status() != 404) {
            if (upload.isCancellationRequested() || way == 0) {
                requireAnswer(upload.cancel(server));
                answer = upload.ask(server, true).expect(404);
            } else if (way < 4) {
                long half = Math.ceilDiv(upload.length() - upload.acknowledged(), 2);
                answer = requireAnswer(upload.append(server, way == 1, half));
                if (upload.acknowledged() < upload.length()) {
                    answer = requireAnswer(upload.append(server, way == 2, upload.length()));
                }
                assertThat(ResumableUpload.imageId(answer)).as("%s to the end of %s", answer, upload).isNotNull();
            }
        }
        String id = ResumableUpload.imageId(answer);
        if (id != null) {
            model.finishedResumable(upload, Picture.withoutAddress(server.view(id).expect(200).json()));
        } else if (answer.status() == 404) {
            model.cancelledResumable(upload);
        }
    }

    /** Requires a response other than a refusal. The upload has checked it. */
    private static Answer requireAnswer(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isNotIn(409, 503);
        return answer;
    }

    private Answer put(DirectUpload upload) {
        // With local storage, the server that signed the URL had another port. The signature does not cover the port.
        String url = upload.started()
                .path("url")
                .asText()
                .replaceFirst("^http://[^/]+/blobs/", server.address() + "/blobs/");
        return server.put(url, server.headers(upload.started()), upload.attempt().photo().bytes());
    }

    private void complete(DirectUpload upload) {
        upload.requestCompletion();
        Picture known = model.picture(upload.id());
        JsonNode image = Picture.comparable(server.complete(upload.started()).expect(201).json());
        if (known != null) {
            assertThat(image).isEqualTo(known.acknowledged());
        }
        model.completedDirect(upload, image);
    }

    private void requireWhole(Picture picture) {
        Answer view = server.view(picture.id()).expect(200);
        JsonNode image = picture.acknowledged();
        assertThat((JsonNode) Picture.withoutAddress(view.json())).isEqualTo(image);
        assertThat(view.header("ETag")).isEqualTo("\"" + image.path("version").asInt() + "\"");
        Answer original = server.fetch(view.text("url")).expect(200);
        assertThat(original.sha256()).as("bytes of %s", image).isEqualTo(image.path("sha256").asText());
        for (String rendition : picture.renditions()) {
            Answer address = server
                    .send(Call.get("/images/" + picture.id() + "/content?rendition=" + rendition))
                    .expect(302);
            requireWholeJpeg(server.fetch(address.header("Location")));
        }
    }

    /** Requires a JPEG that can be decoded and has its end marker (ITU-T T.81, B.1.1.3). */
    static void requireWholeJpeg(Answer answer) {
        byte[] bytes = answer.expect(200).bytes();
        assertThat(bytes).endsWith(0xFF, 0xD9);
        try {
            assertThat(ImageIO.read(new ByteArrayInputStream(bytes))).isNotNull();
        } catch (IOException e) {
            throw new UncheckedIOException("No picture: " + answer, e);
        }
    }

    /** Requires that every list contains exactly the images that match its filter. */
    private void requireLists() {
        for (String tag : Clients.TAGS) {
            requireList("&tag=" + tag, image -> hasTag(image, tag));
        }
        for (String user : Clients.USERS) {
            requireList("&user_id=" + user, image -> image.path("user_id").asText().equals(user));
            requireList("&user_id=" + user + "&tag=sea",
                    image -> image.path("user_id").asText().equals(user) && hasTag(image, "sea"));
        }
        requireList("&visibility=public", image -> image.path("visibility").asText().equals("public"));
        requireList("", image -> true);
    }

    private static boolean hasTag(JsonNode image, String tag) {
        return image.path("tags").valueStream().anyMatch(each -> each.asText().equals(tag));
    }

    private void requireList(String filter, Predicate<JsonNode> belongs) {
        Set<JsonNode> expected = model.pictures()
                .stream()
                .map(Picture::acknowledged)
                .filter(belongs)
                .collect(Collectors.toSet());
        assertThat(new HashSet<>(list(filter).values())).as("list %s", filter).isEqualTo(expected);
    }

    private static <T> void inParallel(Iterable<T> all, Consumer<T> check) throws Exception {
        try (var threads = Executors.newFixedThreadPool(CONCURRENCY, Thread.ofVirtual().factory())) {
            List<Callable<Void>> calls = new ArrayList<>();
            for (T one : all) {
                calls.add(() -> {
                    check.accept(one);
                    return null;
                });
            }
            for (Future<Void> call : threads.invokeAll(calls)) {
                try {
                    call.get();
                } catch (ExecutionException e) {
                    throw new AssertionError(e.getMessage(), e);
                }
            }
        }
    }
}
