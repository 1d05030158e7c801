package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Call.Form;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What every client of every deployment may rely on. */
interface HttpSuite {
    Deployment deployment();

    // Helpers

    private Answer send(Call call) {
        return deployment().send(call);
    }

    private static Call upload(Form form) {
        return Call.post("/upload").form(form);
    }

    private String newUser() {
        return "user-" + UUID.randomUUID();
    }

    private JsonNode uploaded(String user, byte[] picture) {
        return send(upload(new Form().field("user_id", user).file("kite.jpg", picture))).expect(201).json();
    }

    private Answer view(String imageId) {
        return send(Call.get("/images/" + imageId));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(image -> ids.add(image.path("image_id").asText()));
        return ids;
    }

    private List<String> walk(String query) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = send(Call.get("/images?" + query + cursor)).expect(200).json();
            ids.addAll(ids(page));
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + encoded(page.path("next_cursor").asText());
        } while (!cursor.isEmpty());
        return ids;
    }

    /** Runs a call that must be refused, and looks that it stored nothing. */
    private Answer refused(Call call) {
        Set<String> before = deployment().objectKeys();
        Answer answer = send(call);
        assertThat(deployment().objectKeys()).isEqualTo(before);
        return answer;
    }

    // The main job

    @Test
    default void pictureIsUploadedListedViewedAndDeleted() throws Exception {
        String user = newUser();
        byte[] picture = Photographs.jpeg(320, 200, 1);

        Answer upload = send(upload(new Form()
                .field("user_id", user)
                .field("title", "Kite")
                .field("description", "At the sea")
                .field("tags", "Sea, kite")
                .field("tags", "sea")
                .field("visibility", "public")
                .file("kite.jpg", picture)))
                .expect(201);
        JsonNode image = upload.json();
        String id = image.path("image_id").asText();
        assertThat(upload.header("Location")).isEqualTo("/images/" + id);
        assertThat(image.path("user_id").asText()).isEqualTo(user);
        assertThat(image.path("filename").asText()).isEqualTo("kite.jpg");
        assertThat(image.path("content_type").asText()).isEqualTo("image/jpeg");
        assertThat(image.path("width").asInt()).isEqualTo(320);
        assertThat(image.path("height").asInt()).isEqualTo(200);
        assertThat(image.path("title").asText()).isEqualTo("Kite");
        assertThat(image.path("description").asText()).isEqualTo("At the sea");
        assertThat(image.path("tags").toString()).isEqualTo("[\"sea\",\"kite\"]");
        assertThat(image.path("visibility").asText()).isEqualTo("public");
        assertThat(image.path("version").asInt()).isEqualTo(1);
        assertThat(image.path("created_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

        assertThat(walk("user_id=" + user)).containsExactly(id);

        JsonNode view = view(id).expect(200).json();
        assertThat(view.path("sha256")).isEqualTo(image.path("sha256"));
        Answer bytes = deployment().fetch(view.path("url").asText()).expect(200);
        assertThat(bytes.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(bytes.bytes()).hasSize(image.path("size").asInt());
        assertThat(sha256(bytes.bytes())).isEqualTo(image.path("sha256").asText());
        assertThat(ImageIO.read(new ByteArrayInputStream(bytes.bytes())).getRGB(7, 9))
                .isEqualTo(ImageIO.read(new ByteArrayInputStream(picture)).getRGB(7, 9));

        assertThat(deployment().objectKeys()).anyMatch(key -> key.contains(id));
        Answer deleted = send(Call.delete("/images/" + id)).expect(200);
        assertThat(deleted.text("image_id")).isEqualTo(id);
        assertThat(deleted.text("message")).isEqualTo("Image deleted");
        view(id).expectProblem(404, "not_found");
        send(Call.delete("/images/" + id)).expectProblem(404, "not_found");
        assertThat(walk("user_id=" + user)).isEmpty();
        assertThat(deployment().fetch(view.path("url").asText()).status()).isEqualTo(404);
        assertThat(deployment().objectKeys()).noneMatch(key -> key.contains(id));
    }

    @Test
    default void everyFormOfAnUploadMeansTheSame() {
        String user = newUser();
        byte[] picture = Photographs.png(40, 30, 2);
        String base64 = Base64.getEncoder().encodeToString(picture);

        List<Answer> answers = List.of(
                send(upload(new Form()
                        .field("user_id", user)
                        .field("filename", "kite.png")
                        .field("title", "Kite")
                        .field("tags", "sea,kite")
                        .file("other.png", picture))),
                send(upload(new Form()
                        .file("kite.png", picture)
                        .field("tags", "sea")
                        .field("tags", "kite")
                        .field("title", "Kite")
                        .field("user_id", user))),
                send(Call.post("/upload?user_id=" + user + "&filename=kite.png&title=Kite&tags=sea%2Ckite")
                        .body("image/png", picture)),
                send(Call.post("/upload?user_id=" + user + "&filename=kite.png&title=Kite&tags=sea&tags=kite")
                        .body("image/jpeg", picture)),
                send(Call.post("/upload")
                        .json("{\"user_id\":\"" + user + "\",\"filename\":\"kite.png\",\"title\":\"Kite\",\"image\":\""
                                + base64 + "\",\"tags\":[\"sea\",\"kite\"]}")),
                send(Call.post("/upload")
                        .json("{\"image\":\"" + base64 + "\",\"tags\":[\"sea\",\"kite\"],\"title\":\"Kite\","
                                + "\"filename\":\"kite.png\",\"user_id\":\"" + user + "\"}")));

        for (Answer answer : answers) {
            JsonNode image = answer.expect(201).json();
            assertThat(image.path("user_id").asText()).isEqualTo(user);
            assertThat(image.path("filename").asText()).isEqualTo("kite.png");
            assertThat(image.path("content_type").asText()).isEqualTo("image/png");
            assertThat(image.path("title").asText()).isEqualTo("Kite");
            assertThat(image.path("tags").toString()).isEqualTo("[\"sea\",\"kite\"]");
            assertThat(image.path("size").asInt()).isEqualTo(picture.length);
            assertThat(image.path("visibility").asText()).isEqualTo("private");
            assertThat(image.path("description").isNull()).isTrue();
        }
        assertThat(walk("user_id=" + user)).hasSize(6);
    }

    @Test
    default void whatTheCameraWroteIsGoneAndThePictureStaysTheRightWayUp() throws IOException {
        byte[] picture = Photographs.jpegWithExif(60, 40, 6);

        JsonNode image = uploaded(newUser(), picture);

        assertThat(image.path("width").asInt()).isEqualTo(40);
        assertThat(image.path("height").asInt()).isEqualTo(60);
        byte[] stored = deployment()
                .fetch(view(image.path("image_id").asText()).text("url"))
                .expect(200)
                .bytes();
        assertThat(new String(picture, StandardCharsets.ISO_8859_1)).contains(Photographs.SECRET);
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(Photographs.SECRET);
        var before = ImageIO.read(new ByteArrayInputStream(picture));
        var after = ImageIO.read(new ByteArrayInputStream(stored));
        assertThat(after.getRGB(0, 0, 60, 40, null, 0, 60)).isEqualTo(before.getRGB(0, 0, 60, 40, null, 0, 60));
    }

    @Test
    default void uploadsAtOnceAreAllStored() throws Exception {
        String user = newUser();
        List<String> ids = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> uploads = IntStream.range(0, 20)
                    .<Callable<String>>mapToObj(i -> () -> uploaded(user, Photographs.jpeg(100, 80, i))
                            .path("image_id")
                            .asText())
                    .toList();
            for (Future<String> id : threads.invokeAll(uploads)) {
                ids.add(id.get());
            }
        }

        assertThat(walk("limit=3&user_id=" + user)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    default void ofTwoDeletionsAtOnceOneDeletes() throws Exception {
        String id = uploaded(newUser(), Photographs.jpeg(20, 20, 3)).path("image_id").asText();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = new ArrayList<>();
            Callable<Integer> deletion = () -> send(Call.delete("/images/" + id)).status();
            for (Future<Integer> status : threads.invokeAll(List.of(deletion, deletion, deletion))) {
                statuses.add(status.get());
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 404, 404);
        }
    }

    // Lists

    @Test
    default void listsFilterSortAndPage() {
        String user = newUser();
        String tag = "t-" + UUID.randomUUID();
        List<String> oldestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            oldestFirst.add(send(upload(new Form()
                    .field("user_id", user)
                    .field("tags", i % 2 == 0 ? tag : "other")
                    .field("visibility", i == 4 ? "public" : "private")
                    .file("p", i == 3 ? Photographs.gif(9, 9, i) : Photographs.jpeg(9, 9, i))))
                    .expect(201)
                    .text("image_id"));
        }
        List<String> newestFirst = oldestFirst.reversed();

        assertThat(walk("limit=2&user_id=" + user)).isEqualTo(newestFirst);
        assertThat(walk("limit=2&order=asc&user_id=" + user)).isEqualTo(oldestFirst);
        assertThat(walk("limit=1&tag=" + tag)).containsExactly(newestFirst.get(0), newestFirst.get(2),
                newestFirst.get(4));
        assertThat(walk("tag=" + tag.toUpperCase(Locale.ROOT) + "&user_id=" + user)).hasSize(3);
        assertThat(walk("user_id=" + user + "&content_type=image%2Fgif")).containsExactly(oldestFirst.get(3));
        assertThat(walk("user_id=" + user + "&visibility=public")).containsExactly(oldestFirst.get(4));
        assertThat(walk("user_id=" + user + "&tag=" + tag + "&visibility=private")).hasSize(2);

        JsonNode third = view(oldestFirst.get(2)).json();
        String created = third.path("created_at").asText();
        assertThat(walk("user_id=" + user + "&created_after=" + created)).contains(oldestFirst.get(2))
                .doesNotContain(oldestFirst.get(0));
        assertThat(walk("user_id=" + user + "&end_date=" + created)).contains(oldestFirst.get(0))
                .doesNotContain(oldestFirst.get(2));
        assertThat(walk("user_id=" + user + "&upload_date=" + created.substring(0, 10))).contains(oldestFirst.get(2));
        assertThat(walk("user_id=" + user + "&upload_date=2001-01-01")).isEmpty();
    }

    @Test
    default void listOfEverythingShowsEveryPictureOnce() {
        List<String> mine = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            mine.add(uploaded(newUser(), Photographs.jpeg(9, 9, i)).path("image_id").asText());
        }

        List<String> walked = walk("limit=3");

        assertThat(walked).doesNotHaveDuplicates().containsSubsequence(mine.reversed());
    }

    @Test
    default void cursorIsGoodOnlyForItsListAndUnaltered() {
        String user = newUser();
        for (int i = 0; i < 3; i++) {
            uploaded(user, Photographs.jpeg(9, 9, i));
        }
        String cursor = send(Call.get("/images?limit=1&user_id=" + user)).text("next_cursor");
        String altered = (cursor.charAt(0) == 'A' ? 'Q' : 'A') + cursor.substring(1);

        send(Call.get("/images?limit=2&user_id=" + user + "&cursor=" + cursor)).expect(200);
        for (String query : List.of(
                "user_id=" + user + "&cursor=" + altered,
                "user_id=" + user + "&cursor=" + cursor.substring(1),
                "user_id=" + user + "&cursor=x",
                "user_id=" + user + "&order=asc&cursor=" + cursor,
                "user_id=" + user + "&tag=sea&cursor=" + cursor,
                "user_id=somebody-else&cursor=" + cursor,
                "cursor=" + cursor)) {
            send(Call.get("/images?" + query)).expectProblem(400, "invalid_cursor", "cursor");
        }
    }

    @Test
    default void badParametersOfAListAreNamed() {
        for (String query : List.of(
                "limit=0", "limit=101", "limit=x", "limit=", "order=up", "visibility=secret",
                "content_type=image%2Fsvg%2Bxml",
                "created_after=yesterday", "created_before=2026-13-01T00:00:00Z", "upload_date=2026-02-30", "user_id=",
                "user_id=a%20b", "user_id=" + "a".repeat(129), "tag=" + "t".repeat(51), "page=2", "Limit=5")) {
            String name = query.substring(0, query.indexOf('='));
            send(Call.get("/images?" + query)).expectProblem(400, "invalid_parameter", name);
        }
        send(Call.get("/images?limit=1&limit=2")).expectProblem(400, "invalid_parameter", "limit");
    }

    // Views

    @Test
    default void viewTellsWhenItsAddressExpires() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();
        Instant before = Instant.now();

        Instant expiresAt =
                Instant.parse(send(Call.get("/images/" + id + "?expires_in=600")).expect(200).text("expires_at"));

        assertThat(expiresAt).isBetween(before.plusSeconds(598), Instant.now().plusSeconds(601));
        for (String bad : List.of("0", "-1", "604801", "x", "1.5", "")) {
            send(Call.get("/images/" + id + "?expires_in=" + bad)).expectProblem(400, "invalid_parameter",
                    "expires_in");
        }
        send(Call.get("/images/" + id + "?expires_in=604800")).expect(200);
        send(Call.get("/images/" + id + "?size=1")).expectProblem(400, "invalid_parameter", "size");
    }

    @Test
    default void addressStopsWorkingWhenItExpires() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();

        String url = send(Call.get("/images/" + id + "?expires_in=1")).expect(200).text("url");

        Instant giveUp = Instant.now().plus(Duration.ofSeconds(20));
        while (deployment().fetch(url).status() == 200) {
            assertThat(Instant.now()).as("still works").isBefore(giveUp);
            Thread.onSpinWait();
        }
        assertThat(deployment().fetch(url).status()).isEqualTo(403);
    }

    @Test
    default void alteredAddressIsRefused() {
        String mine = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();
        String other = uploaded(newUser(), Photographs.jpeg(9, 9, 2)).path("image_id").asText();
        String url = view(mine).text("url");
        String otherUrl = view(other).text("url");

        String swapped = otherUrl.substring(0, otherUrl.indexOf('?')) + url.substring(url.indexOf('?'));
        assertThat(deployment().fetch(swapped).status()).isEqualTo(403);
        assertThat(deployment().fetch(url.substring(0, url.indexOf('?'))).status()).isEqualTo(403);
    }

    @Test
    default void downloadIsSavedUnderTheNameAsked() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();

        String asUploaded = send(Call.get("/images/" + id + "?download=true")).text("url");
        String named = send(Call.get("/images/" + id + "?download=" + encoded("凧 \"1\".jpg"))).text("url");

        assertThat(deployment().fetch(asUploaded).expect(200).header("Content-Disposition"))
                .startsWith("attachment")
                .contains("kite.jpg");
        assertThat(deployment().fetch(named).expect(200).header("Content-Disposition"))
                .startsWith("attachment")
                .contains("filename*=UTF-8''%E5%87%A7%20%221%22.jpg");
    }

    @Test
    default void unchangedViewIsNotSentAgain() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();
        String etag = view(id).header("ETag");

        assertThat(etag).isEqualTo("\"1\"");
        Answer unchanged = send(Call.get("/images/" + id).header("If-None-Match", etag)).expect(304);
        assertThat(unchanged.bytes()).isEmpty();
        assertThat(unchanged.header("ETag")).isEqualTo(etag);
        send(Call.get("/images/" + id).header("If-None-Match", "\"2\"")).expect(200);
    }

    @Test
    default void headAnswersAsGetWithoutABody() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();

        Answer head = send(Call.head("/images/" + id)).expect(200);

        assertThat(head.bytes()).isEmpty();
        assertThat(head.header("ETag")).isEqualTo("\"1\"");
        assertThat(head.header("Content-Type")).startsWith("application/json");
        send(Call.head("/images/" + UUID.randomUUID())).expect(404);
    }

    @Test
    default void deletionOfAnotherVersionIsRefused() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();

        send(Call.delete("/images/" + id).header("If-Match", "\"2\"")).expectProblem(412, "precondition_failed");
        view(id).expect(200);
        send(Call.delete("/images/" + id).header("If-Match", "\"1\"")).expect(200);
    }

    @Test
    default void malformedIdIsNotFound() {
        for (String id : List.of("1", "x", "..", "%00", "%2e%2e%2f", "%FF", encoded("凧"), UUID.randomUUID().toString(),
                "a".repeat(2_000))) {
            Answer answer = send(Call.get("/images/" + id));
            assertThat(answer.status()).as("%s: %s", id, answer).isIn(400, 404);
            assertThat(answer.status()).as(id)
                    .isEqualTo(id.contains("%00") || id.contains("%FF") || id.equals("..") || id.contains("%2e")
                            ? answer.status()
                            : 404);
            send(Call.delete("/images/" + id));
        }
    }

    // Refused uploads

    @Test
    default void uploadWithoutExactlyOneFileIsRefused() {
        byte[] picture = Photographs.jpeg(9, 9, 1);

        refused(upload(new Form().field("user_id", "alice"))).expectProblem(400, "invalid_request", "file");
        refused(upload(new Form().field("user_id", "alice").file("a.jpg", picture).file("b.jpg", picture)))
                .expectProblem(400, "invalid_request", "file");
    }

    @Test
    default void fileThatIsNoAcceptedImageIsRefusedWhateverItsName() {
        byte[] text = "This is no picture. ".repeat(50).getBytes(StandardCharsets.UTF_8);
        byte[] svg =
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>".getBytes(StandardCharsets.UTF_8);

        for (byte[] content : List.of(text, svg, new byte[]{0}, new byte[1000])) {
            refused(upload(new Form().field("user_id", "alice").file("kite.jpg", content)))
                    .expectProblem(415, "unsupported_image");
            refused(Call.post("/upload?user_id=alice").body("image/jpeg", content)).expectProblem(415,
                    "unsupported_image");
        }
        Answer empty = refused(upload(new Form().field("user_id", "alice").file("kite.jpg", new byte[0])));
        assertThat(empty.status()).isIn(400, 415);
    }

    @Test
    default void damagedImageIsRefused() {
        byte[] jpeg = Photographs.jpeg(200, 200, 1);
        byte[] png = Photographs.png(200, 200, 1);

        for (byte[] damaged : List.of(
                Arrays.copyOf(jpeg, jpeg.length / 2),
                Arrays.copyOf(jpeg, jpeg.length - 2),
                Arrays.copyOf(png, png.length / 2),
                Arrays.copyOf(png, png.length - 1),
                Photographs.pngThatDeclares(50_000, 50_000))) {
            refused(upload(new Form().field("user_id", "alice").file("kite", damaged)))
                    .expectProblem(422, "damaged_image");
        }
    }

    @Test
    default void oneByteOverTheLimitIsRefusedAndTheLimitIsTaken() {
        byte[] largest = Photographs.jpegOf(Deployment.MAX_UPLOAD_BYTES);
        byte[] tooLarge = Photographs.jpegOf(Deployment.MAX_UPLOAD_BYTES + 1);
        String json = "{\"user_id\":\"alice\",\"filename\":\"a.jpg\",\"image\":\"%s\"}";

        for (Call call : List.of(
                upload(new Form().field("user_id", "alice").file("a.jpg", tooLarge)),
                Call.post("/upload?user_id=alice").body("image/jpeg", tooLarge),
                Call.post("/upload").json(json.formatted(Base64.getEncoder().encodeToString(tooLarge))))) {
            refused(call).expectProblem(413, "too_large", "300000", "/uploads");
        }
        for (Call call : List.of(
                upload(new Form().field("user_id", "alice").file("a.jpg", largest)),
                Call.post("/upload?user_id=alice").body("image/jpeg", largest),
                Call.post("/upload").json(json.formatted(Base64.getEncoder().encodeToString(largest))))) {
            send(call).expect(201);
        }
    }

    @Test
    default void digestIsChecked() throws Exception {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(picture);
        Call good = Call.post("/upload?user_id=alice").body("image/jpeg", picture);
        Call wrong = Call.post("/upload?user_id=alice").body("image/jpeg", picture);
        Call malformed = Call.post("/upload?user_id=alice").body("image/jpeg", picture);
        byte[] other = digest.clone();
        other[0] ^= 1;

        send(good.header("Content-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":")).expect(201);
        refused(wrong.header("Content-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(other) + ":"))
                .expectProblem(400, "digest_mismatch");
        assertThat(refused(malformed.header("Content-Digest", "sha-256=?")).status()).isEqualTo(400);
    }

    @Test
    default void badFieldsOfAnUploadAreNamed() {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        String tags = String.join(",", IntStream.range(0, 31).mapToObj(i -> "t" + i).toList());

        refused(upload(new Form().file("a.jpg", picture))).expectProblem(400, "invalid_parameter", "user_id");
        refused(upload(new Form().field("user_id", "a".repeat(129)).file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "user_id");
        refused(upload(new Form().field("user_id", "alice").field("tags", tags).file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "tags");
        refused(upload(new Form().field("user_id", "alice").field("title", "t".repeat(201)).file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "title");
        refused(upload(
                new Form().field("user_id", "alice").field("description", "d".repeat(2_201)).file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "description");
        refused(upload(new Form().field("user_id", "alice").field("visibility", "friends").file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "visibility");
        refused(upload(new Form().field("user_id", "alice").field("colour", "red").file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "colour");
        refused(Call.post("/upload?user_id=alice&colour=red").body("image/jpeg", picture))
                .expectProblem(400, "invalid_parameter", "colour");
        refused(Call.post("/upload").json("{\"user_id\":\"alice\",\"image\":\"AAAA\",\"colour\":1}"))
                .expectProblem(400, "invalid_parameter", "colour");
    }

    @Test
    default void badJsonIsRefused() {
        for (String json : List.of("", "{", "[]", "null", "\"x\"", "{\"user_id\":\"alice\"",
                "{\"user_id\":\"alice\",\"image\":\"@@@\"}",
                "{\"user_id\":\"alice\",\"image\":7}", "{\"user_id\":\"alice\"}",
                "{\"user_id\":\"alice\",\"image\":\"AAAA\",\"tags\":\"x\"}")) {
            Answer answer = refused(Call.post("/upload").json(json));
            assertThat(answer.status()).as("%s: %s", json, answer).isEqualTo(400);
        }
    }

    @Test
    default void filenameLosesItsPathAndControlCharacters() {
        byte[] picture = Photographs.jpeg(9, 9, 1);

        for (String[] sentAndKept : new String[][]{
            {"../../etc/kite.jpg", "kite.jpg"},
            {"C:\\pictures\\kite.jpg", "kite.jpg"},
            {"ki\0te\n.jpg", "kite.jpg"},
            {"凧 🪁.jpg", "凧 🪁.jpg"},
            {"..", "image.jpg"},
        }) {
            String kept = send(
                    Call.post("/upload?user_id=alice&filename=" + encoded(sentAndKept[0])).body("image/jpeg", picture))
                    .expect(201)
                    .text("filename");
            assertThat(kept).isEqualTo(sentAndKept[1]);
        }
        assertThat(send(upload(new Form().field("user_id", "alice").file("凧 🪁.jpg", picture))).expect(201)
                .text("filename"))
                .isEqualTo("凧 🪁.jpg");
        assertThat(deployment().objectKeys())
                .allMatch(key -> key.matches("[0-9a-f]{2}/[0-9a-f-]{36}/original\\.[a-z]+"));
        refused(Call.post("/upload?user_id=alice&filename=" + "f".repeat(256)).body("image/jpeg", picture))
                .expectProblem(400, "invalid_parameter", "filename");
    }

    @Test
    default void bodyOfAnotherTypeIsRefused() {
        refused(Call.post("/upload?user_id=alice").body("text/plain", Photographs.jpeg(9, 9, 1)))
                .expectProblem(415, "unsupported_content_type");
    }

    // Direct uploads

    private static Call startUpload(String user, String contentType, long size) {
        return Call.post("/uploads")
                .json("{\"user_id\":\"%s\",\"filename\":\"kite.jpg\",\"content_type\":\"%s\",\"size\":%d}".formatted(
                        user,
                        contentType, size));
    }

    private JsonNode started(String contentType, long size) {
        return send(startUpload(newUser(), contentType, size)).expect(201).json();
    }

    private Answer put(JsonNode upload, byte[] bytes) {
        return deployment().put(upload.path("url").asText(), headers(upload), bytes);
    }

    private static Map<String, String> headers(JsonNode upload) {
        Map<String, String> headers = new HashMap<>();
        upload.path("headers").properties().forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
        return headers;
    }

    private Answer complete(JsonNode upload) {
        return send(Call.post("/uploads/" + upload.path("upload_id").asText() + "/complete"));
    }

    private Answer cancel(JsonNode upload) {
        return send(Call.delete("/uploads/" + upload.path("upload_id").asText()));
    }

    private void assertNothingIsLeftOf(JsonNode upload) {
        String id = upload.path("image_id").asText();
        assertThat(deployment().objectKeys()).noneMatch(key -> key.contains(id));
        complete(upload).expectProblem(404, "not_found");
        cancel(upload).expectProblem(404, "not_found");
        view(id).expectProblem(404, "not_found");
    }

    @Test
    default void pictureOverTheLimitOfOneRequestIsUploadedDirectly() throws Exception {
        String user = newUser();
        byte[] picture = Photographs.jpegOf(Deployment.MAX_DIRECT_UPLOAD_BYTES);
        Instant before = Instant.now();
        JsonNode upload = send(Call.post("/uploads")
                .json("{\"user_id\":\"" + user + "\",\"filename\":\"kite.jpg\",\"content_type\":\"image/jpeg\","
                        + "\"size\":" + picture.length + ",\"title\":\"Kite\",\"description\":\"At the sea\","
                        + "\"tags\":[\"Sea\",\"kite\"],\"visibility\":\"public\"}"))
                .expect(201)
                .json();
        String id = upload.path("image_id").asText();

        assertThat(upload.path("method").asText()).isEqualTo("PUT");
        assertThat(headers(upload))
                .containsEntry("Content-Type", "image/jpeg")
                .containsEntry("Content-Length", Integer.toString(picture.length));
        assertThat(Instant.parse(upload.path("expires_at").asText()))
                .isBetween(before.plusSeconds(3_590), Instant.now().plusSeconds(3_610));
        view(id).expectProblem(404, "not_found");
        assertThat(walk("user_id=" + user)).isEmpty();

        put(upload, picture).expect(200);
        view(id).expectProblem(404, "not_found");
        Answer completed = complete(upload).expect(201);

        JsonNode image = completed.json();
        assertThat(completed.header("Location")).isEqualTo("/images/" + id);
        assertThat(image.path("image_id").asText()).isEqualTo(id);
        assertThat(image.path("user_id").asText()).isEqualTo(user);
        assertThat(image.path("filename").asText()).isEqualTo("kite.jpg");
        assertThat(image.path("title").asText()).isEqualTo("Kite");
        assertThat(image.path("tags").toString()).isEqualTo("[\"sea\",\"kite\"]");
        assertThat(image.path("visibility").asText()).isEqualTo("public");
        assertThat(walk("user_id=" + user)).containsExactly(id);
        Answer bytes = deployment().fetch(view(id).expect(200).text("url")).expect(200);
        assertThat(bytes.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(sha256(bytes.bytes())).isEqualTo(image.path("sha256").asText());
        assertThat(deployment().objectKeys()).filteredOn(key -> key.contains(id))
                .singleElement().asString().endsWith("/original.jpg");
        send(Call.delete("/images/" + id)).expect(200);
        assertNothingIsLeftOf(upload);
    }

    @Test
    default void whatTheCameraWroteIsGoneFromADirectUploadToo() {
        byte[] picture = Photographs.jpegWithExif(60, 40, 6);
        JsonNode upload = started("image/jpeg", picture.length);
        put(upload, picture).expect(200);

        JsonNode image = complete(upload).expect(201).json();

        assertThat(image.path("width").asInt()).isEqualTo(40);
        byte[] stored =
                deployment().fetch(view(image.path("image_id").asText()).text("url")).expect(200).bytes();
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(Photographs.SECRET);
    }

    @Test
    default void completingAgainGivesTheSameImage() throws Exception {
        byte[] picture = Photographs.png(40, 30, 1);
        JsonNode upload = started("image/png", picture.length);
        put(upload, picture).expect(200);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Set<JsonNode> images = new HashSet<>();
            Callable<JsonNode> completion = () -> complete(upload).expect(201).json();
            for (Future<JsonNode> image : threads.invokeAll(List.of(completion, completion, completion))) {
                images.add(image.get());
            }
            images.add(complete(upload).expect(201).json());
            assertThat(images).hasSize(1);
        }

        cancel(upload).expectProblem(404, "not_found");
        view(upload.path("image_id").asText()).expect(200);
    }

    @Test
    default void completionBeforeTheBytesIsRefusedAndCanBeRepeated() {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        JsonNode upload = started("image/jpeg", picture.length);

        complete(upload).expectProblem(409, "upload_incomplete", "PUT");

        put(upload, picture).expect(200);
        complete(upload).expect(201);
    }

    @Test
    default void bytesOfAnotherSizeOrTypeThanSignedAreRefusedAndNotStored() {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        JsonNode upload = started("image/jpeg", picture.length);
        Map<String, String> otherType = headers(upload);
        otherType.put("Content-Type", "text/html");

        assertThat(put(upload, Arrays.copyOf(picture, picture.length + 1)).status()).isEqualTo(403);
        assertThat(put(upload, Arrays.copyOf(picture, picture.length - 1)).status()).isEqualTo(403);
        assertThat(deployment().put(upload.path("url").asText(), otherType, picture).status()).isEqualTo(403);

        complete(upload).expectProblem(409, "upload_incomplete");
        cancel(upload).expect(204);
        assertNothingIsLeftOf(upload);
    }

    @Test
    default void bytesAreTakenOnceAndNotGivenAtTheAddressOfTheirUpload() {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        JsonNode upload = started("image/jpeg", picture.length);
        put(upload, picture).expect(200);

        assertThat(put(upload, picture).status()).isEqualTo(412);
        assertThat(deployment().fetch(upload.path("url").asText()).status()).isEqualTo(403);

        complete(upload).expect(201);
    }

    @Test
    default void bytesThatFailACheckAreRemoved() {
        byte[] text = "This is no picture. ".repeat(50).getBytes(StandardCharsets.UTF_8);
        byte[] jpeg = Photographs.jpeg(200, 200, 1);
        byte[] damaged = Arrays.copyOf(jpeg, jpeg.length / 2);

        JsonNode ofText = started("image/jpeg", text.length);
        put(ofText, text).expect(200);
        complete(ofText).expectProblem(415, "unsupported_image");
        assertNothingIsLeftOf(ofText);

        JsonNode ofDamaged = started("image/jpeg", damaged.length);
        put(ofDamaged, damaged).expect(200);
        complete(ofDamaged).expectProblem(422, "damaged_image");
        assertNothingIsLeftOf(ofDamaged);
    }

    @Test
    default void typeOfADirectUploadComesFromItsBytes() {
        byte[] picture = Photographs.png(9, 9, 1);
        JsonNode upload = started("image/jpeg", picture.length);
        put(upload, picture).expect(200);

        JsonNode image = complete(upload).expect(201).json();

        assertThat(image.path("content_type").asText()).isEqualTo("image/png");
        assertThat(deployment().fetch(view(image.path("image_id").asText()).text("url")).header("Content-Type"))
                .isEqualTo("image/png");
    }

    @Test
    default void cancelledUploadIsGoneWithItsBytes() {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        JsonNode upload = started("image/jpeg", picture.length);
        put(upload, picture).expect(200);

        cancel(upload).expect(204);

        assertNothingIsLeftOf(upload);
    }

    @Test
    default void uploadThatWasNeverStartedIsNotFound() {
        for (String id : List.of("x", encoded("凧"), UUID.randomUUID().toString(), "a".repeat(2_000))) {
            send(Call.post("/uploads/" + id + "/complete")).expectProblem(404, "not_found");
            send(Call.delete("/uploads/" + id)).expectProblem(404, "not_found");
        }
    }

    @Test
    default void directUploadThatCouldNotBeCompletedIsNotStarted() {
        String json = "{\"user_id\":\"alice\",\"content_type\":\"image/png\",\"size\":10%s}";

        send(startUpload("alice", "image/png", Deployment.MAX_DIRECT_UPLOAD_BYTES + 1L))
                .expectProblem(413, "too_large", "900000");
        send(startUpload("alice", "image/svg+xml", 10)).expectProblem(415, "unsupported_image", "content_type");
        send(startUpload("alice", "image/png", 0)).expectProblem(400, "invalid_parameter", "size");
        send(startUpload("a b", "image/png", 10)).expectProblem(400, "invalid_parameter", "user_id");
        send(Call.post("/uploads").json(json.formatted(",\"colour\":\"red\""))).expectProblem(400, "invalid_parameter",
                "colour");
        send(Call.post("/uploads").json(json.formatted(",\"visibility\":\"friends\""))).expectProblem(400,
                "invalid_parameter", "visibility");
        send(Call.post("/uploads").json(json.formatted(",\"title\":\"" + "t".repeat(201) + "\""))).expectProblem(400,
                "invalid_parameter", "title");
        send(Call.post("/uploads").json("{\"user_id\":\"alice\",\"content_type\":\"image/png\"}")).expectProblem(400,
                "invalid_parameter", "size");
        send(Call.post("/uploads").json("{\"user_id\":\"alice\",\"size\":10}")).expectProblem(400, "invalid_parameter",
                "content_type");
        send(Call.post("/uploads").json("{\"content_type\":\"image/png\",\"size\":10}")).expectProblem(400,
                "invalid_parameter", "user_id");
        for (String broken : List.of("", "{", "[]", "null", "{\"user_id\":\"alice\"")) {
            send(Call.post("/uploads").json(broken)).expectProblem(400, "invalid_request");
        }
        send(Call.post("/uploads").body("text/plain", new byte[9])).expectProblem(415, "unsupported_content_type");
    }

    // Around the routes

    @Test
    default void everyAnswerCarriesARequestId() {
        assertThat(send(Call.get("/images?limit=1").header("X-Request-Id", "abc-123")).header("X-Request-Id"))
                .isEqualTo("abc-123");
        assertThat(send(Call.get("/nothing").header("X-Request-Id", "a b<c>")).header("X-Request-Id"))
                .isNotEmpty()
                .isNotEqualTo("a b<c>");
    }

    @Test
    default void unknownRouteAndMethodAreRefused() {
        send(Call.get("/nothing")).expectProblem(404, "not_found");
        assertThat(send(Call.of("PUT", "/images")).expectProblem(405, "method_not_allowed").header("Allow"))
                .contains("GET");
        assertThat(send(Call.get("/upload")).expectProblem(405, "method_not_allowed").header("Allow")).contains("POST");
    }

    @Test
    default void healthIsTold() {
        send(Call.get("/health/live")).expect(200);
        send(Call.get("/health/ready")).expect(200);
    }
}
