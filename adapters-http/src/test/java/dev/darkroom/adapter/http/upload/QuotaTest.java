package dev.darkroom.adapter.http.upload;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/** Refusals because of the quota. The suite of all deployments tests that it is counted exactly. */
class QuotaTest extends WithServer {
    private static final String FULL =
            "There is no room for it: a user may store at most 2500 bytes, and 2000 are used,"
                    + " uploads under way included; delete pictures or cancel uploads to make room";

    @Override
    protected TestServer.Builder options() {
        return TestServer.with().quotaBytes(2_500);
    }

    private Answer startUpload() {
        return server.send("POST", "/uploads",
                BodyPublishers.ofString("{\"user_id\":\"alice\",\"content_type\":\"image/png\",\"size\":1000}"),
                "Content-Type", "application/json");
    }

    private Answer upload() {
        return server.uploadRaw("?user_id=alice", png(1_000));
    }

    @Test
    void theRefusalNamesTheUsedBytesAndWhatToDo() {
        String id = upload().text("image_id");
        Answer underWay = startUpload();

        for (Answer refused : new Answer[]{upload(), startUpload()}) {
            refused.assertRefused(413, "quota_exceeded");
            assertThat(refused.text("detail")).isEqualTo(FULL);
        }

        assertThat(server.delete("/images/" + id).status()).isEqualTo(200);
        assertThat(upload().status()).isEqualTo(201);
        upload().assertRefused(413, "quota_exceeded");
        assertThat(server.delete("/uploads/" + underWay.text("upload_id")).status()).isEqualTo(204);
        assertThat(upload().status()).isEqualTo(201);
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void aRefusedPictureIsNotStored() {
        upload();
        upload();
        var before = server.store.keys();

        upload().assertRefused(413, "quota_exceeded");

        assertThat(server.store.keys()).isEqualTo(before);
        assertThat(server.uploadRaw("?user_id=bob", png(1_000)).status()).as("others have their own").isEqualTo(201);
    }
}
