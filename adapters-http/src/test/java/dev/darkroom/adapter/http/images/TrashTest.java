package dev.darkroom.adapter.http.images;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.EventStream;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The trash: {@code DELETE}, {@code /images/delete}, {@code state=trashed} and {@code /restore}. */
class TrashTest extends WithServer {
    private static final String UNKNOWN_ID = "019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11";

    @Override
    protected TestServer.Builder options() {
        return TestServer.with().trashDays(30);
    }

    private String trashed(String query) {
        String id = server.upload(query);
        assertThat(server.delete("/images/" + id).text("message")).isEqualTo("Image moved to trash");
        return id;
    }

    private Answer restore(String id, String... headers) {
        return server.send("POST", "/images/" + id + "/restore", BodyPublishers.noBody(), headers);
    }

    private Answer deleteAll(String query, String id) {
        return server.send("POST", "/images/delete" + query,
                BodyPublishers.ofString("{\"image_ids\":[\"" + id + "\"]}"), "Content-Type", "application/json");
    }

    private List<String> ids(String path, String... headers) {
        Answer page = server.get(path, headers);
        assertThat(page.status()).as(() -> page.json().toString()).isEqualTo(200);
        return page.json().required("items").valueStream().map(item -> item.required("image_id").asText()).toList();
    }

    @Test
    void aDeletedImageIsOnlyInTheTrash() {
        String kept = server.upload("?user_id=alice");
        String id = server.upload("?user_id=alice&title=Kite");
        Answer before = server.get("/images/" + id);

        Answer answer = server.delete("/images/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("image_id")).isEqualTo(id);
        assertThat(answer.text("message")).isEqualTo("Image moved to trash");
        server.get("/images/" + id).assertRefused(404, "not_found");
        server.get("/images/" + id + "?state=ready").assertRefused(404, "not_found");
        server.get("/images/" + id + "/content").assertRefused(404, "not_found");
        server.send("PATCH", "/images/" + id, BodyPublishers.ofString("{}"), "Content-Type", "application/json")
                .assertRefused(404, "not_found");
        assertThat(ids("/images")).containsExactly(kept);
        assertThat(ids("/images?state=ready")).containsExactly(kept);
        assertThat(ids("/images?state=trashed")).containsExactly(id);
        assertThat(server.store.keys()).hasSize(2);
        assertThat(server.get(before.text("url")).status()).as("a URL issued before").isEqualTo(200);
    }

    @Test
    void aTrashedImageHasItsTimesAndNoUrl() {
        String id = server.upload("?user_id=alice&title=Kite");
        server.clock.advance(Duration.ofHours(1));
        server.delete("/images/" + id);

        Answer answer = server.get("/images/" + id + "?state=trashed");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("title")).isEqualTo("Kite");
        assertThat(answer.text("trashed_at")).isEqualTo("2026-11-23T00:26:11.123Z");
        assertThat(answer.text("purge_at")).isEqualTo("2026-12-23T00:26:11.123Z");
        assertThat(answer.json().has("url")).isFalse();
        assertThat(answer.json().has("renditions")).isFalse();
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(server.get("/images?state=trashed").json().required("items").get(0)).isEqualTo(answer.json());
        assertThat(server.head("/images/" + id + "?state=trashed").status()).isEqualTo(200);
        assertThat(server.get("/images/" + id + "?state=trashed", "If-None-Match", "\"1\"").status()).isEqualTo(200);
    }

    @Test
    void theTrashIsFilteredSearchedSortedAndPagedAsOtherLists() {
        String kite = trashed("?user_id=alice&title=Kite&tags=sea");
        server.clock.advance(Duration.ofSeconds(1));
        String gull = trashed("?user_id=alice&title=Gull&tags=sea,bird");
        server.clock.advance(Duration.ofSeconds(1));
        String bobs = trashed("?user_id=bob&visibility=public");

        assertThat(ids("/images?state=trashed")).containsExactly(bobs, gull, kite);
        assertThat(ids("/images?state=trashed&order=asc")).containsExactly(kite, gull, bobs);
        assertThat(ids("/images?state=trashed&sort=taken_at")).containsExactly(bobs, gull, kite);
        assertThat(ids("/images?state=trashed&user_id=alice&tag=sea&tag=bird")).containsExactly(gull);
        assertThat(ids("/images?state=trashed&q=kit")).containsExactly(kite);
        assertThat(ids("/images?state=trashed&visibility=public")).containsExactly(bobs);
        assertThat(ids("/images?state=trashed&created_after=2026-11-22T23:26:12Z&created_before=2026-11-22T23:26:13Z"))
                .containsExactly(gull);
        Answer first = server.get("/images?state=trashed&limit=2");
        String cursor = first.text("next_cursor");
        assertThat(ids("/images?state=trashed&limit=2&cursor=" + cursor)).containsExactly(kite);
        server.get("/images?limit=2&cursor=" + cursor).assertRefused(400, "invalid_cursor");
        server.get("/images?state=trashed&q=kite&cursor=" + cursor).assertRefused(400, "invalid_cursor");
        assertThat(server.get("/images?state=trashed&limit=2", "If-None-Match",
                Objects.requireNonNull(first.header("ETag"))).status()).isEqualTo(304);
        assertThat(server.get("/images/calendar?state=ready").json().required("total").asInt()).isZero();
        assertThat(server.get("/tags").json().required("items")).isEmpty();
    }

    @Test
    void anOrderThatTheTrashDoesNotHaveIsRefused() {
        TestServer other = start(TestServer.with().viewTrash(_ -> new ViewTrash() {
            @Override
            public Optional<TrashedImage> find(Actor actor, ImageId id) {
                return Optional.empty();
            }

            @Override
            public Result list(ListImages.Query query) {
                return new Result.OrderUnsupported();
            }
        }));

        other.get("/images?state=trashed&sort=taken_at").assertRefused(422, "search_unsupported");
    }

    @ParameterizedTest
    @CsvSource({"/images?state=gone, state", "/images?state=, state", "/images?state=trashed&state=ready, state",
        "/images?state=Trashed, state", "/images/ID?state=gone, state", "/images/calendar?state=trashed, state",
        "/images/ID?state=trashed&expires_in=60, expires_in", "/images/ID?state=trashed&rendition=thumb, rendition",
        "/images/ID?state=trashed&download=true, download", "/images/ID/content?state=trashed, state"})
    void otherParametersAreRefusedByName(String path, String parameter) {
        Answer answer = server.get(path.replace("ID", trashed("?user_id=alice")));

        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith(parameter + " ");
    }

    @Test
    void aReadyImageIsNotInTheTrash() {
        String id = server.upload("?user_id=alice");

        server.get("/images/" + id + "?state=trashed").assertRefused(404, "not_found");
        server.get("/images/" + UNKNOWN_ID + "?state=trashed").assertRefused(404, "not_found");
        server.get("/images/nothing?state=trashed").assertRefused(404, "not_found");
        assertThat(server.get("/images/" + id + "?state=ready").json().has("url")).isTrue();
    }

    @Test
    void aRestoredImageIsAsItWas() {
        String id = server.upload("?user_id=alice&title=Kite&tags=sea");
        Answer before = server.get("/images");
        server.delete("/images/" + id);

        Answer restored = restore(id);

        assertThat(restored.status()).isEqualTo(200);
        assertThat(restored.json()).isEqualTo(before.json().required("items").get(0));
        assertThat(restored.header("ETag")).isEqualTo("\"1\"");
        assertThat(server.get("/images").json()).isEqualTo(before.json());
        assertThat(ids("/images?state=trashed")).isEmpty();
        server.get("/images/" + id + "?state=trashed").assertRefused(404, "not_found");
        assertThat(server.get(server.get("/images/" + id).text("url")).bytes()).isEqualTo(png());
        assertThat(restore(id).json()).as("a repeated request").isEqualTo(restored.json());
    }

    @Test
    void whatIsNotThereIsNotRestored() {
        restore(UNKNOWN_ID).assertRefused(404, "not_found");
        restore("nothing").assertRefused(404, "not_found");
        Answer answer = server.send("POST", "/images/" + trashed("?user_id=alice") + "/restore?force=true",
                BodyPublishers.noBody());
        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith("force ");
        server.get("/images/" + UNKNOWN_ID + "/restore").assertRefused(405, "method_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?permanent=true", "?permanent=false", ""})
    void aPermanentDeletionNeedsNoTrash(String query) {
        boolean isPermanent = query.equals("?permanent=true");
        String id = server.upload("?user_id=alice");
        String other = server.upload("?user_id=alice");

        assertThat(server.delete("/images/" + id + query).text("message"))
                .isEqualTo(isPermanent ? "Image deleted" : "Image moved to trash");
        assertThat(deleteAll(query, other).json().required("results").get(0).required("status").asText())
                .isEqualTo("deleted");

        assertThat(ids("/images")).isEmpty();
        assertThat(ids("/images?state=trashed")).hasSize(isPermanent ? 0 : 2);
        assertThat(server.store.keys()).hasSize(isPermanent ? 0 : 2);
    }

    @Test
    void aPermanentDeletionEmptiesTheTrash() {
        String id = trashed("?user_id=alice");
        String other = trashed("?user_id=alice");
        server.clock.advance(Duration.ofMillis(1));

        server.delete("/images/" + id).assertRefused(404, "not_found");
        assertThat(deleteAll("", id).json().required("results").get(0).required("status").asText())
                .isEqualTo("not_found");
        assertThat(server.store.keys()).hasSize(2);

        assertThat(server.delete("/images/" + id + "?permanent=true").text("message")).isEqualTo("Image deleted");
        assertThat(deleteAll("?permanent=true", other).json().required("results").get(0).required("status").asText())
                .isEqualTo("deleted");
        assertThat(server.store.keys()).isEmpty();
        assertThat(ids("/images?state=trashed")).isEmpty();
        restore(id).assertRefused(404, "not_found");
        server.delete("/images/" + id + "?permanent=true").assertRefused(404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"permanent", "permanent=", "permanent=1", "permanent=TRUE", "permanent=true&permanent=true",
        "permanent=%20true"})
    void permanentIsTrueOrFalse(String query) {
        String id = server.upload("?user_id=alice");

        Answer one = server.delete("/images/" + id + "?" + query);
        Answer several = deleteAll("?" + query, id);

        one.assertRefused(400, "invalid_parameter");
        several.assertRefused(400, "invalid_parameter");
        assertThat(one.text("detail")).startsWith("permanent ").isEqualTo(several.text("detail"));
        assertThat(server.get("/images/" + id).status()).isEqualTo(200);
    }

    @Test
    void ifMatchHoldsInAndOutsideTheTrash() {
        String id = server.upload("?user_id=alice");

        server.delete("/images/" + id, "If-Match", "\"2\"").assertRefused(412, "precondition_failed");
        assertThat(server.get("/images/" + id).status()).isEqualTo(200);
        assertThat(server.delete("/images/" + id, "If-Match", "\"1\"").text("message"))
                .isEqualTo("Image moved to trash");
        server.delete("/images/" + id + "?permanent=true", "If-Match", "\"2\"")
                .assertRefused(412, "precondition_failed");
        assertThat(ids("/images?state=trashed")).containsExactly(id);
        assertThat(server.delete("/images/" + id + "?permanent=true", "If-Match", "\"1\"").text("message"))
                .isEqualTo("Image deleted");
    }

    @Test
    void onlyTheOwnerAndAdminsSeeAndRestoreAnImageInTheTrash() {
        server = start(options().authenticate(TestServer::user));
        String alice = "Bearer alice";
        Answer uploaded = server.uploadRaw("?visibility=public", png(), "Authorization", alice);
        String id = uploaded.text("image_id");
        server.delete("/images/" + id, "Authorization", alice);
        String trashed = "/images/" + id + "?state=trashed";

        server.get(trashed, "Authorization", "Bearer bob").assertRefused(404, "not_found");
        restore(id, "Authorization", "Bearer bob").assertRefused(404, "not_found");
        server.delete("/images/" + id + "?permanent=true", "Authorization", "Bearer bob")
                .assertRefused(404, "not_found");
        assertThat(ids("/images?state=trashed", "Authorization", "Bearer bob")).isEmpty();
        assertThat(ids("/images?state=trashed&visibility=public", "Authorization", "Bearer bob")).isEmpty();
        assertThat(ids("/images?state=trashed&user_id=alice", "Authorization", "Bearer bob")).isEmpty();
        server.get(trashed).assertRefused(401, "unauthenticated");
        restore(id).assertRefused(401, "unauthenticated");

        assertThat(server.get(trashed, "Authorization", alice).status()).isEqualTo(200);
        assertThat(ids("/images?state=trashed", "Authorization", alice)).containsExactly(id);
        assertThat(server.get(trashed, "Authorization", "Bearer admin").status()).isEqualTo(200);
        assertThat(ids("/images?state=trashed", "Authorization", "Bearer admin")).containsExactly(id);
        assertThat(ids("/images?state=trashed&user_id=alice", "Authorization", "Bearer admin")).containsExactly(id);
        assertThat(restore(id, "Authorization", "Bearer admin").json()).isEqualTo(uploaded.json());
    }

    @Test
    void everyMoveIsAnEvent() {
        try (EventStream all = new EventStream(server.origin() + "/events");
                EventStream some = new EventStream(server.origin() + "/events?type=image.trashed,image.restored")) {
            String id = server.upload("?user_id=alice&filename=kite.png");
            server.delete("/images/" + id);
            restore(id);
            restore(id);
            server.delete("/images/" + id);
            server.delete("/images/" + id + "?permanent=true");

            for (String type : List.of("published", "trashed", "restored", "trashed", "deleted")) {
                EventStream.Message event = all.event();
                assertThat(event.type()).isEqualTo("image." + type);
                assertThat(event.data()).contains("\"image_id\":\"" + id + "\"");
                if (!type.equals("deleted")) {
                    assertThat(event.data()).contains("\"filename\":\"kite.png\"");
                }
            }
            assertThat(List.of(some.event(), some.event(), some.event())).extracting(EventStream.Message::type)
                    .containsExactly("image.trashed", "image.restored", "image.trashed");
        }
    }

    @Test
    void withoutATrashAnImageIsDeletedAtOnce() {
        server = start(TestServer.with());
        String id = server.upload("?user_id=alice");

        assertThat(server.delete("/images/" + id).text("message")).isEqualTo("Image deleted");
        assertThat(server.store.keys()).isEmpty();
        assertThat(ids("/images?state=trashed")).isEmpty();
        server.get("/images/" + id + "?state=trashed").assertRefused(404, "not_found");
        restore(id).assertRefused(404, "not_found");
    }
}
