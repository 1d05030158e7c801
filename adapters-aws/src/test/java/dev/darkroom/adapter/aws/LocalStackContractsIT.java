package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.containers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The contracts against LocalStack in a container. They need a Docker engine that has the image or, in CI, can pull it within
 * three minutes. {@code -Dcontract.localstack.image=} names another image.
 */
@FullTier
@EnabledIf(value = "canRun", disabledReason = "no Docker engine with the LocalStack image")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalStackContractsIT {
    /** The last version series that needs no account. */
    private static final String IMAGE =
            System.getProperty("contract.localstack.image", "localstack/localstack:4.12.0");

    private static final Duration INSPECT = Duration.ofSeconds(10);
    private static final Duration PULL = Duration.ofMinutes(3);
    private static final Duration START = Duration.ofMinutes(2);

    private final LocalStackContainer container = started();

    /** Prints one line with the reason if these tests are skipped. */
    static boolean canRun() throws InterruptedException {
        String obstacle;
        if (!docker(INSPECT, "version")) {
            obstacle = "there is no Docker engine";
        } else if (docker(INSPECT, "image", "inspect", IMAGE)) {
            return true;
        } else if (System.getenv("CI") == null) {
            obstacle = "the image " + IMAGE + " is not installed (docker pull " + IMAGE + ")";
        } else if (docker(PULL, "pull", "--quiet", IMAGE)) {
            return true;
        } else {
            obstacle = "the image " + IMAGE + " could not be pulled";
        }
        System.out.println("Skipped the contracts against LocalStack: " + obstacle);
        return false;
    }

    /** Whether a docker command succeeded in time. Testcontainers would log each engine that it does not find. */
    private static boolean docker(Duration limit, String... arguments) throws InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "docker";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException notInstalled) {
            return false;
        }
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }

    private static LocalStackContainer started() {
        LocalStackContainer container = new LocalStackContainer(
                DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("localstack/localstack"))
                .withServices(LocalStackContainer.Service.S3, LocalStackContainer.Service.DYNAMODB,
                        LocalStackContainer.Service.DYNAMODB_STREAMS)
                // By default LocalStack accepts every signature.
                .withEnv("S3_SKIP_SIGNATURE_VALIDATION", "0")
                .withStartupTimeout(START);
        container.start();
        return container;
    }

    private TestCloud cloud() {
        return TestCloud.at(container.getEndpoint());
    }

    @AfterAll
    void stop() {
        container.stop();
    }

    @Nested
    class S3 extends S3Contracts {
        @Override
        S3Settings newBucket() {
            return cloud().newSettings().s3();
        }
    }

    @Nested
    class DynamoDb extends DynamoDbContracts {
        @Override
        DynamoDbSettings newTable() {
            return cloud().newSettings().dynamoDb();
        }
    }
}
