package dev.darkroom.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with S3 and DynamoDB, which only environment variables select. */
class AwsCliIT {
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void switchToTheEmulators() {
        TestCloud cloud = TestCloud.inProcess();
        AwsSettings names = cloud.newSettings();
        environment.put("PORT", "0");
        environment.put("DARKROOM_STORAGE", "aws");
        environment.put("AWS_REGION", TestCloud.REGION);
        environment.put("AWS_ENDPOINT_URL_S3", cloud.s3().toString());
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", cloud.dynamoDb().toString());
        environment.put("S3_PATH_STYLE", "true");
        environment.put("S3_BUCKET_NAME", names.bucket());
        environment.put("DYNAMODB_TABLE_NAME", names.table());
    }

    /** As Kubernetes on AWS configures a role (IRSA). The SDK needs a module for it that nothing else uses. */
    @Test
    void roleIsAssumedWithAWebIdentityToken(@TempDir Path folder) throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            calls.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        service.start();
        environment.put("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:" + service.getAddress().getPort());
        // Keys come before roles.
        environment.put("AWS_ACCESS_KEY_ID", "");
        environment.put("AWS_SECRET_ACCESS_KEY", "");
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/darkroom");
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE",
                Files.writeString(folder.resolve("token"), "a-token").toString());
        try (ChildJvm provision = ChildJvm.start(environment, Main.class, "provision", "--dry-run")) {
            assertThat(provision.exitCode()).isEqualTo(ExitCode.FAILURE);
        } finally {
            service.stop(0);
        }

        assertThat(calls).first().asString().contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=a-token");
    }

    @Test
    void provisionedStorageKeepsPicturesBetweenStarts() throws Exception {
        String bucket = environment.get("S3_BUCKET_NAME");
        String table = environment.get("DYNAMODB_TABLE_NAME");
        CommandResult dry = run("provision", "--dry-run");
        assertThat(dry.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(dry.out())
                .contains("Bucket " + bucket + ": would be created.\n", "Table " + table + ": would be created.\n");
        CommandResult first = run("provision");
        assertThat(first.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(first.out())
                .contains("Bucket " + bucket + ": created.\n", "Table " + table + ": created.\n")
                .contains("\nTLS only (tls-only): left unchanged: this endpoint is not reached over TLS.\n")
                .contains(
                        "\nPoint-in-time recovery (point-in-time-recovery): not supported by this endpoint: UnknownOperation")
                .doesNotContain("CORS");
        assertThat(run("provision", "--cors-origin", "https://example.org").out())
                .contains("Bucket " + bucket + ": up to date.\n", "Table " + table + ": up to date.\n", "\nCORS ")
                .doesNotContain(": created", ": changed");
        environment.put("DARKROOM_CORS_ORIGINS", "https://example.net");
        assertThat(run("provision", "--dry-run").out()).contains("\nCORS ");
        environment.remove("DARKROOM_CORS_ORIGINS");

        byte[] picture = Client.picture(64, 48);
        String id;
        try (Application application = start();
                Client client = new Client(application.port())) {
            id = client.upload(picture);
        }
        try (Application application = start();
                Client client = new Client(application.port())) {
            assertThat(client.download(id)).isEqualTo(picture);
            assertThat(client.get("/images/" + id)).contains(environment.get("AWS_ENDPOINT_URL_S3"));
        }

        assertThat(run("reconcile"))
                .isEqualTo(
                        new CommandResult(
                                ExitCode.SUCCESS,
                                "Uploads undone: 0. Deletions finished: 0. Purged from the trash: 0. Failed, to be retried: 0.\n",
                                ""));
    }

    @Test
    void serverStartsWithoutItsStorage() throws Exception {
        try (Application application = start();
                Client client = new Client(application.port())) {
            assertThat(client.get("/health/live")).isNotEmpty();
            assertThat(client.post(Client.picture(2, 2)).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void commandsFailWithOneSentenceWhenTheStorageIsUnavailable() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String unusedAddress = "http://127.0.0.1:" + closed.getLocalPort();
            environment.put("AWS_ENDPOINT_URL_S3", unusedAddress);
            environment.put("AWS_ENDPOINT_URL_DYNAMODB", unusedAddress);
        }

        CommandResult reconcile = run("reconcile");
        assertThat(reconcile.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(reconcile.err()).hasLineCount(1);
        assertThat(reconcile.out()).isEmpty();

        CommandResult provision = run("provision");
        assertThat(provision.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(provision.err().lines()).satisfiesExactly(
                bucket -> assertThat(bucket).contains("S3 bucket", environment.get("S3_BUCKET_NAME"), "out of reach"),
                table -> assertThat(table).contains("table", environment.get("DYNAMODB_TABLE_NAME"), "out of reach"));
        assertThat(provision.out()).isEmpty();
    }

    private Application start() {
        return Application.start(Configuration.from(environment), "test", InstantSource.system());
    }

    private CommandResult run(String... arguments) {
        return CommandResult.of(environment, InstantSource.system(), arguments);
    }
}
