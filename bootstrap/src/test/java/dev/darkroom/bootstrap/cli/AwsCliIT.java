package dev.darkroom.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.client.AwsSettings;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands over S3 and DynamoDB, switched to by the environment alone. */
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

    @Test
    void whatIsProvisionedServesAndKeepsPictures() throws Exception {
        String bucket = environment.get("S3_BUCKET_NAME");
        String table = environment.get("DYNAMODB_TABLE_NAME");
        Ended dry = run("provision", "--dry-run");
        assertThat(dry.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(dry.out())
                .contains("Bucket " + bucket + ": would be made.\n", "Table " + table + ": would be made.\n");
        Ended first = run("provision");
        assertThat(first.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(first.out())
                .contains("Bucket " + bucket + ": made.\n", "Table " + table + ": made.\n")
                .contains("\nTLS only: left as it is: this endpoint is not reached over TLS.\n")
                .contains("\nPoint-in-time recovery: not supported by this endpoint.\n")
                .doesNotContain("CORS");
        assertThat(run("provision", "--cors-origin", "https://example.org").out())
                .contains("Bucket " + bucket + ": as wanted.\n", "Table " + table + ": as wanted.\n", "\nCORS ")
                .doesNotContain(": made", ": changed");
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
                        new Ended(
                                ExitCode.DONE,
                                "Uploads undone: 0. Deletions finished: 0. To be tried again: 0.\n",
                                ""));
    }

    @Test
    void aServerStartsWhileItsStorageIsMissing() throws Exception {
        try (Application application = start();
                Client client = new Client(application.port())) {
            assertThat(client.get("/health/live")).isNotEmpty();
            assertThat(client.post(Client.picture(2, 2)).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aStorageOutOfReachIsToldInOneSentence() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String nobody = "http://127.0.0.1:" + closed.getLocalPort();
            environment.put("AWS_ENDPOINT_URL_S3", nobody);
            environment.put("AWS_ENDPOINT_URL_DYNAMODB", nobody);
        }

        for (String command : new String[]{"reconcile", "provision"}) {
            Ended ended = run(command);
            assertThat(ended.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(ended.err()).hasLineCount(1);
            assertThat(ended.out()).isEmpty();
        }
    }

    private Application start() {
        return Application.start(Configuration.from(environment), "test", InstantSource.system());
    }

    private Ended run(String... arguments) {
        return Ended.after(environment, InstantSource.system(), arguments);
    }
}
