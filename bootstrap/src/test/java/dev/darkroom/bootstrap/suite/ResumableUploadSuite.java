package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Uploads whose bytes arrive in several requests. */
interface ResumableUploadSuite extends Steps {
    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Call tus(String method, String target) {
        return Call.of(method, target).header("Tus-Resumable", "1.0.0");
    }

    /** Starts an upload and returns its path. */
    private String started(String user, long length) {
        String location = send(tus("POST", "/upload/resumable")
                .header("Upload-Length", Long.toString(length))
                .header("Upload-Metadata", "user_id " + base64(user) + ",filename " + base64("kite.jpg") + ",tags "
                        + base64("sea,kite")))
                .expect(201).header("Location");
        return location.substring(location.indexOf("/upload/resumable/"));
    }

    private Answer append(String upload, int offset, byte[] bytes) {
        return send(tus("PATCH", upload)
                .header("Upload-Offset", Integer.toString(offset))
                .body("application/offset+octet-stream", bytes));
    }

    private String offset(String upload) {
        return send(tus("HEAD", upload)).expect(200).header("Upload-Offset");
    }

    private static byte[] part(byte[] picture, int from, int to) {
        return Arrays.copyOfRange(picture, from, to);
    }

    @Test
    default void partsOfSeveralRequestsMakeAnImage() {
        String user = newUser();
        byte[] picture = Photographs.png(40, 30, 1);
        int half = picture.length / 2;
        Set<String> keys = new HashSet<>(objectKeys());
        String upload = started(user, picture.length);

        assertThat(append(upload, 0, part(picture, 0, half)).expect(204).header("Upload-Offset"))
                .isEqualTo(Integer.toString(half));
        assertThat(offset(upload)).isEqualTo(Integer.toString(half));
        append(upload, 0, part(picture, 0, half)).expectProblem(409, "mismatching_upload_offset");
        assertThat(walk("user_id=" + user)).isEmpty();
        Answer last = append(upload, half, part(picture, half, picture.length)).expect(204);

        String path = last.header("Content-Location");
        assertThat(walk("user_id=" + user + "&tag=kite")).containsExactly(path.substring("/images/".length()));
        assertThat(fetch(send(Call.get(path)).expect(200).text("url")).expect(200).bytes()).isEqualTo(picture);
        assertThat(offset(upload)).isEqualTo(Integer.toString(picture.length));
        send(tus("DELETE", upload)).expect(204);
        send(Call.get(path)).expect(200);
        Set<String> added = new HashSet<>(objectKeys());
        added.removeAll(keys);
        assertThat(added).noneMatch(key -> key.contains("/part-"));
        send(Call.delete(path)).expect(200);
    }

    @Test
    default void uploadOfTheIetfProtocolIsContinued() {
        byte[] picture = Photographs.jpegWithExif(60, 40, 6);
        int half = picture.length / 2;
        String upload = send(Call.post("/upload?filename=kite.jpg&user_id=" + newUser())
                .header("Upload-Complete", "?0")
                .body("image/jpeg", part(picture, 0, half))).expect(201).header("Location");

        Answer last = send(Call.of("PATCH", upload.substring(upload.indexOf("/upload/")))
                .header("Upload-Offset", Integer.toString(half))
                .header("Upload-Complete", "?1")
                .body("application/partial-upload", part(picture, half, picture.length))).expect(201);

        assertThat(last.json().path("width").asInt()).isEqualTo(40);
        byte[] stored = fetch(send(Call.get(last.header("Content-Location"))).text("url")).expect(200).bytes();
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(Photographs.SECRET);
    }

    @Test
    default void cancelledOrRefusedUploadLeavesNothing() {
        byte[] picture = Photographs.png(40, 30, 1);
        Set<String> keys = objectKeys();
        String cancelled = started(newUser(), picture.length);
        append(cancelled, 0, part(picture, 0, 50)).expect(204);
        send(tus("DELETE", cancelled)).expect(204);
        send(tus("HEAD", cancelled)).expect(404);
        append(cancelled, 50, part(picture, 50, picture.length)).expectProblem(404, "not_found");
        String refused = started(newUser(), 100);
        append(refused, 0, part(picture, 0, 50)).expect(204);

        append(refused, 50, part(picture, 50, 100)).expectProblem(422, "damaged_image");

        send(tus("HEAD", refused)).expect(404);
        assertThat(objectKeys()).isEqualTo(keys);
    }
}
