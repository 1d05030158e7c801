package dev.darkroom.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.testkit.PeculiarCloud;
import dev.darkroom.adapter.aws.testkit.Quirk;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code provision}, and the readiness of a server, with stores that are not Amazon's. */
class ProvisionIT {
    private final PeculiarCloud store = PeculiarCloud.with();
    private final AwsSettings settings = store.cloud().newSettings();
    private final Map<String, String> environment = Map.of(
            "PORT", "0",
            "DARKROOM_STORAGE", "aws",
            "AWS_REGION", TestCloud.REGION,
            "AWS_ENDPOINT_URL_S3", store.cloud().s3().toString(),
            "AWS_ENDPOINT_URL_DYNAMODB", store.cloud().dynamoDb().toString(),
            "S3_BUCKET_NAME", settings.bucket(),
            "DYNAMODB_TABLE_NAME", settings.table());

    @AfterEach
    void close() {
        store.close();
    }

    private CommandResult provision(String... options) {
        String[] line = new String[options.length + 1];
        line[0] = "provision";
        System.arraycopy(options, 0, line, 1, options.length);
        return CommandResult.of(environment, InstantSource.system(), line);
    }

    private Application start(InstantSource clock) {
        return Application.start(Configuration.from(environment), "test", clock);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENCRYPTION_BREAKS_WRITES", "ACCESS_BLOCK_BREAKS_WRITES"})
    void storeThatASettingWouldBreakIsUsableAfterProvision(Quirk quirk) throws Exception {
        store.change(quirk, Quirk.DELETION_PROTECTION_UNSUPPORTED);

        CommandResult provisioned = provision();

        assertThat(provisioned.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(provisioned.err()).isEmpty();
        assertThat(provisioned.out())
                .contains(quirk == Quirk.ENCRYPTION_BREAKS_WRITES
                        ? "\nEncryption at rest (encryption): reverted, because objects could not be written with it: InternalError (HTTP 500): as this store does.\n"
                        : "\nPublic access blocked (public-access-block): reverted, because objects could not be written with it: AccessDenied (HTTP 403): as this store does.\n")
                .contains("\nTable " + settings.table() + ": created.\n")
                .contains(
                        "\nDeletion protection (deletion-protection): not supported by this endpoint: ValidationException (HTTP 400): At least one of");
        byte[] picture = Client.picture(64, 48);
        try (Application application = start(InstantSource.system());
                Client client = new Client(application.port())) {
            assertThat(client.download(client.upload(picture))).isEqualTo(picture);
        }
    }

    @Test
    void settingThatTheStoreDoesNotSupportDoesNotFailTheCommand() {
        store.change(Quirk.ENCRYPTION_UNSUPPORTED);

        CommandResult provisioned = provision();

        assertThat(provisioned.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(provisioned.out())
                .contains(
                        "\nEncryption at rest (encryption): not supported by this endpoint: InvalidRequest (HTTP 400): as this store does.\n")
                .contains("\nTable " + settings.table() + ": created.\n");
    }

    @Test
    void deniedSettingFailsTheCommandAfterTheTableUnlessItIsSkipped() {
        store.change(Quirk.ENCRYPTION_DENIED);

        CommandResult denied = provision();
        assertThat(denied.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(denied.err()).isEqualTo(
                "Not all settings were applied. Remove the cause and repeat the command, or leave them out: --skip encryption\n");
        assertThat(denied.out())
                .contains("\nEncryption at rest (encryption): failed: AccessDenied (HTTP 403): as this store does.\n")
                .contains("\nTable " + settings.table() + ": created.\n");

        CommandResult skipped = provision("--skip", "encryption", "--skip=deletion-protection");
        assertThat(skipped.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(skipped.err()).isEmpty();
        assertThat(skipped.out())
                .contains("\nEncryption at rest (encryption): left out.\n")
                .contains("\nDeletion protection (deletion-protection): left out.\n");
    }

    @Test
    void deniedBucketFailsTheCommandAfterTheTable() {
        store.change(Quirk.BUCKET_DENIED);

        CommandResult denied = provision();

        assertThat(denied.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(denied.err()).isEqualTo(
                "Bucket " + settings.bucket() + " was refused: AccessDenied (HTTP 403): as this store does\n");
        assertThat(denied.out()).startsWith("Table " + settings.table() + ": created.\n");
    }

    @Test
    void serverIsNotReadyWhileTheStoreRejectsWrites() throws Exception {
        provision();
        Instant began = Instant.now();
        AtomicLong passed = new AtomicLong();
        store.change(Quirk.WRITES_DENIED);
        try (Application application = start(() -> began.plusSeconds(passed.get()));
                Client client = new Client(application.port())) {
            assertThat(client.status("/health/ready")).isEqualTo(503);

            store.change();
            passed.addAndGet(5);
            awaitReady(client, 200);

            // Nobody writes, so the server relies on the last probe for ten minutes.
            store.change(Quirk.WRITES_DENIED);
            passed.addAndGet(600);
            awaitReady(client, 503);
        }
    }

    /** The answer is cached for a second. */
    private static void awaitReady(Client client, int status) {
        Awaitility.await().untilAsserted(
                () -> assertThat(client.status("/health/ready")).isEqualTo(status));
    }
}
