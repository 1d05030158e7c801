package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.testkit.TestCloud;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The contracts against the S3 and the DynamoDB at {@code -Dcontract.endpoint=URL}. */
@EnabledIfSystemProperty(
        named = "contract.endpoint",
        matches = ".+",
        disabledReason = "no -Dcontract.endpoint=URL of an S3 and a DynamoDB was given")
class GivenEndpointContractsIT extends AwsContracts {
    private static final Duration LAG = Duration.ofSeconds(10);

    @Override
    TestCloud cloud() {
        return TestCloud.at(URI.create(System.getProperty("contract.endpoint", "")));
    }

    @Override
    void eventually(Runnable assertion) {
        long deadline = System.nanoTime() + LAG.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
            }
        }
    }
}
