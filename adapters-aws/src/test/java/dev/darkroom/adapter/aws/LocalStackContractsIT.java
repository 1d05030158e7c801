package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.containers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Against LocalStack in a container, where there is a Docker engine that has the image or, in CI, can get it soon. {@code
 * -Dcontract.localstack.image=} names another image.
 */
@FullTier
@EnabledIf(value = "canRun", disabledReason = "no Docker engine with the LocalStack image")
class LocalStackContractsIT extends AwsContracts {
    /** Of the last series that needs no account. */
    private static final String IMAGE =
            System.getProperty("contract.localstack.image", "localstack/localstack:4.12.0");

    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration PULL = Duration.ofMinutes(3);
    private static final Duration START = Duration.ofMinutes(2);

    private final LocalStackContainer container = started();

    /** Says in one line that these tests are skipped, and why. */
    static boolean canRun() throws InterruptedException {
        String obstacle;
        if (!docker(LOOK, "version")) {
            obstacle = "there is no Docker engine";
        } else if (docker(LOOK, "image", "inspect", IMAGE)) {
            return true;
        } else if (System.getenv("CI") == null) {
            obstacle = "the image " + IMAGE + " is not here (docker pull " + IMAGE + ")";
        } else if (docker(PULL, "pull", "--quiet", IMAGE)) {
            return true;
        } else {
            obstacle = "the image " + IMAGE + " could not be pulled";
        }
        System.out.println("Skipped the contracts against LocalStack: " + obstacle);
        return false;
    }

    /** Whether a docker command succeeded in time. Testcontainers would fill the log with every engine it did not find. */
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
                .withServices(LocalStackContainer.Service.S3, LocalStackContainer.Service.DYNAMODB)
                // By default it takes any signature for right.
                .withEnv("S3_SKIP_SIGNATURE_VALIDATION", "0")
                .withStartupTimeout(START);
        container.start();
        return container;
    }

    @Override
    TestCloud cloud() {
        URI endpoint = container.getEndpoint();
        return TestCloud.at(endpoint);
    }

    @AfterAll
    void stop() {
        container.stop();
    }
}
