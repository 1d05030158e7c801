package dev.darkroom.bootstrap.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.testkit.RecordedOperations;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The role of each function in the template allows exactly the requests that the function sends. */
class LeastPrivilegeIT {
    private static final Pattern CURSOR = Pattern.compile("\"next_cursor\":\"([^\"]+)\"");

    private static Set<Permission> neededByTheApi = Set.of();
    private static Set<Permission> neededToReconcile = Set.of();

    @BeforeAll
    static void recordAllRequests() {
        AwsSettings settings = Stack.provisioned();
        AwsSettings noBucket = TestCloud.inProcess().settings("no-such-bucket-" + settings.bucket(), settings.table());
        try (Stack stack = Stack.over(settings);
                Stack trash = Stack.withTrash(settings);
                Stack broken = Stack.over(noBucket)) {
            neededByTheApi = Stream.concat(
                    needed(() -> {
                        useTheApi(stack);
                        useTheTrash(trash);
                        // A failed upload is undone immediately.
                        broken.send(503, "POST", "/upload?user_id=alice");
                    }),
                    Stream.of(Permission.PRESIGNED_GET, Permission.PRESIGNED_PUT))
                    .collect(Collectors.toUnmodifiableSet());
            leavePendingUpload(settings);
            neededToReconcile = Stream.of(
                    needed(() -> assertThat(stack.reconcile()).isEqualTo(new Reconcile.Report(1, 5, 0))),
                    needed(trash::reconcile),
                    needed(() -> deliverEvents(settings)))
                    .flatMap(permissions -> permissions)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private static void deliverEvents(AwsSettings settings) {
        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system())) {
            assertThat(storage.eventLog().read(EventPosition.START, 10).entries()).isNotEmpty();
            assertThat(storage.deliveryStore().replace(new ReceiverId("a"), 0, "")).isTrue();
            assertThat(storage.deliveryStore().find(new ReceiverId("a"))).isPresent();
        }
    }

    /** Leaves the state of a process that was killed after it stored the bytes. */
    private static void leavePendingUpload(AwsSettings settings) {
        Image image = ImageBuilder.image().build();
        byte[] bytes = {1};
        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system())) {
            storage.catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
            storage.blobStore()
                    .put(image.originalKey(), Content.of(bytes), ContentType.PNG,
                            Checksum.of(Checksum.newDigest().digest(bytes)));
        }
    }

    private static Stream<Permission> needed(Runnable calls) {
        return RecordedOperations.costOf(calls).requests().stream()
                .flatMap(request -> Permission.neededFor(request).stream());
    }

    private static void useTheApi(Stack stack) {
        String plain = stack.upload("alice", "");
        String tagged = stack.upload("alice", "&tags=sea,kite&visibility=public");
        for (String filter : new String[]{"user_id=alice", "tag=sea", "user_id=alice&tag=sea", "visibility=public"}) {
            stack.send(200, "GET", "/images?" + filter);
        }
        for (String filter : new String[]{"user_id=alice", "visibility=public"}) {
            stack.send(200, "GET", "/images?sort=taken_at&" + filter);
        }
        Matcher cursor = CURSOR.matcher(stack.send(200, "GET", "/images?limit=1"));
        assertThat(cursor.find()).isTrue();
        stack.send(200, "GET", "/images?limit=1&cursor=" + cursor.group(1));
        JsonNode direct = stack.startDirectUpload("alice");
        stack.sendToTheStore(direct);
        stack.send(201, "POST", "/uploads/" + direct.path("upload_id").asText() + "/complete");
        stack.send(204, "DELETE", "/uploads/" + stack.startDirectUpload("alice").path("upload_id").asText());
        stack.send(200, "GET", "/images/" + plain);
        stack.send(302, "GET", "/images/" + plain + "/content?rendition=thumb");
        stack.send(200, "GET", "/health/ready");
        stack.sendJson("POST", "/images/exists",
                "{\"user_id\": \"alice\", \"sha256\": [\"%s\"]}".formatted("0".repeat(64)));
        // The events of the changes so far, which a request with GET would follow.
        stack.send(200, "HEAD", "/events");
        stack.sendJson("PATCH", "/images/" + plain, "{\"title\": \"Kite\"}");
        stack.sendJson("PATCH", "/images/" + tagged, "{\"tags\": [\"kite\", \"sky\"], \"visibility\": \"private\"}");
        stack.sendJson("POST", "/images/edit", "{\"image_ids\": [\"" + tagged + "\"], \"add_tags\": [\"sea\"]}");
        stack.sendJson("POST", "/images/delete", "{\"image_ids\": [\"" + stack.upload("alice", "") + "\"]}");
        stack.send(200, "DELETE", "/images/" + plain);
        stack.send(200, "DELETE", "/images/" + tagged);
        stack.send(404, "DELETE", "/images/" + tagged);
    }

    private static void useTheTrash(Stack stack) {
        String id = stack.upload("alice", "");
        stack.send(200, "DELETE", "/images/" + id);
        stack.send(200, "GET", "/images?state=trashed&user_id=alice");
        stack.send(200, "POST", "/images/" + id + "/restore");
        stack.send(200, "DELETE", "/images/" + id);
        stack.send(200, "DELETE", "/images/" + id + "?permanent=true");
    }

    /** The permissions of a role without those for logging: the runtime writes the log, not the SDK. */
    private static Set<Permission> allowed(Template template, String role, String log) {
        Set<Permission> logging = Set.of(
                new Permission("logs:CreateLogStream", "${" + log + ".Arn}"),
                new Permission("logs:PutLogEvents", "${" + log + ".Arn}"));
        Set<Permission> all = template.permissionsOf(role);
        assertThat(all).containsAll(logging);
        return all.stream().filter(permission -> !logging.contains(permission)).collect(Collectors.toSet());
    }

    private static void check(Template template) {
        assertThat(allowed(template, "ApiRole", "ApiLog")).isEqualTo(neededByTheApi);
        assertThat(allowed(template, "ReconcileRole", "ReconcileLog")).isEqualTo(neededToReconcile);
    }

    @Test
    void everyFunctionHasExactlyThePermissionsThatItNeeds() {
        check(Template.read());
    }

    @Test
    void missingPermissionIsDetected() throws Exception {
        String yaml = Files.readString(Template.FILE);
        for (Permission permission : neededByTheApi) {
            String action = permission.action().substring(permission.action().indexOf(':'));
            Template changed = Template.of(yaml.replace(permission.action(), "x" + action));

            assertThatThrownBy(() -> check(changed)).as(permission.toString()).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void superfluousPermissionIsDetected() throws Exception {
        String yaml = Files.readString(Template.FILE);
        for (String more : new String[]{"dynamodb:Scan", "dynamodb:*", "dynamodb:BatchGetItem"}) {
            String get = "- dynamodb:GetItem\n";
            assertThat(yaml).contains(get);
            Template changed = Template.of(yaml.replace(get, get + " ".repeat(18) + "- " + more + "\n"));

            assertThatThrownBy(() -> check(changed)).isInstanceOf(AssertionError.class).hasMessageContaining(more);
        }
    }

    @Test
    void widerResourceIsDetected() throws Exception {
        String yaml = Files.readString(Template.FILE);
        String index = "${Table.Arn}/index/gsi1";
        assertThat(yaml).contains(index);

        assertThatThrownBy(() -> check(Template.of(yaml.replace(index, "${Table.Arn}/index/*"))))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void everyFunctionHasItsOwnRole() {
        Template template = Template.read();
        Set<String> functions = template.resources("AWS::Serverless::Function");

        assertThat(functions.stream()
                .map(function -> template.at("Resources", function, "Properties", "Role"))
                .distinct())
                .hasSameSizeAs(functions);
        assertThat(template.resources("AWS::IAM::Role")).hasSameSizeAs(functions);
    }
}
