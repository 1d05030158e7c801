package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.adapter.aws.testkit.GivenEndpoints;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The contracts against {@link GivenEndpoints}. A service that is not given is skipped. */
class GivenEndpointContractsIT {
    private static final Duration LAG = Duration.ofSeconds(10);

    @Nested
    @EnabledIfSystemProperty(
            named = GivenEndpoints.S3,
            matches = ".+",
            disabledReason = "no S3 was given with -D" + GivenEndpoints.S3 + "=URL")
    class S3 extends S3Contracts {
        @Override
        S3Settings newBucket() {
            return GivenEndpoints.newBucket();
        }

        @AfterAll
        void remove() {
            GivenEndpoints.remove(bucket().client(), bucket().name());
        }
    }

    @Nested
    @EnabledIfSystemProperty(
            named = GivenEndpoints.DYNAMODB,
            matches = ".+",
            disabledReason = "no DynamoDB was given with -D" + GivenEndpoints.DYNAMODB + "=URL")
    class DynamoDb extends DynamoDbContracts {
        @Override
        DynamoDbSettings newTable() {
            return GivenEndpoints.newTable();
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
}
