package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Call.Form;
import dev.darkroom.domain.testkit.contract.AtOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Concurrent uploads of one user, of which the quota allows only some. */
interface QuotaSuite extends DirectUploadSteps {
    byte[] PICTURE = Photographs.png(40, 30, 1);

    /** The quota has room for this many pictures and almost one more. */
    int FITTING = 5;

    String QUOTA = Integer.toString((FITTING + 1) * PICTURE.length - 1);

    /** Another process on the same storage, or this one. */
    default Steps other() {
        return this;
    }

    private static Call upload(String user) {
        return Call.upload(new Form().field("user_id", user).file("kite.png", PICTURE));
    }

    private static void assertAccepted(List<Answer> answers, int accepted) {
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).as(answers.toString()).hasSize(accepted);
        answers.stream()
                .filter(answer -> answer.status() != 201)
                .forEach(answer -> answer.expectProblem(413, "quota_exceeded", QUOTA));
    }

    @Test
    default void concurrentUploadsAreAcceptedExactlyUpToTheQuota() throws Exception {
        String user = newUser();
        int accepted = FITTING;
        for (int round = 0; round < 3; round++) {
            List<Callable<Answer>> uploads = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Steps through = i % 2 == 0 ? this : other();
                uploads.add(i % 4 < 2
                        ? () -> through.send(upload(user))
                        : () -> through.send(DirectUploadSteps.startUpload(user, "image/png", PICTURE.length)));
            }

            List<Answer> answers = AtOnce.all(uploads);

            assertAccepted(answers, accepted);
            List<String> stored = walk("user_id=" + user);
            assertThat(stored.size()).isLessThanOrEqualTo(FITTING);
            // Cancels the started uploads and deletes two stored pictures. Only one of several concurrent deletions succeeds.
            int cancelled = 0;
            for (Answer answer : answers) {
                if (answer.status() == 201 && answer.json().has("upload_id")) {
                    cancel(answer.json()).expect(204);
                    cancelled++;
                }
            }
            List<String> deleted = stored.subList(0, Math.min(2, stored.size()));
            List<Callable<Answer>> deletions = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                deleted.forEach(id -> deletions.add(() -> other().send(Call.delete("/images/" + id))));
            }
            assertThat(AtOnce.all(deletions).stream().filter(answer -> answer.status() == 200)).hasSameSizeAs(deleted);
            accepted = cancelled + deleted.size();
            assertThat(walk("user_id=" + user)).hasSize(FITTING - accepted);
        }
    }

    @Test
    default void directUploadReservesItsSizeAndItsImageKeepsIt() {
        String user = newUser();
        List<JsonNode> started = new ArrayList<>();
        for (int i = 0; i < FITTING; i++) {
            started.add(send(DirectUploadSteps.startUpload(user, "image/png", PICTURE.length)).expect(201).json());
        }
        other().send(upload(user)).expectProblem(413, "quota_exceeded", Integer.toString(FITTING * PICTURE.length));

        put(started.getFirst(), PICTURE).expect(200);
        complete(started.getFirst()).expect(201);
        complete(started.getFirst()).expect(201);

        send(upload(user)).expectProblem(413, "quota_exceeded", Integer.toString(FITTING * PICTURE.length));
        cancel(started.getLast()).expect(204);
        send(upload(user)).expect(201);
        other().send(upload(user)).expectProblem(413, "quota_exceeded");
    }
}
