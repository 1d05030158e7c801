package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbImageCatalog;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.testkit.contract.TakenOrderContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contracts against S3Proxy and DynamoDB Local in this process. */
class EmulatorContractsIT {
    @Nested
    class S3 extends S3Contracts {
        @Override
        S3Settings newBucket() {
            return TestCloud.inProcess().newSettings().s3();
        }
    }

    @Nested
    class DynamoDb extends DynamoDbContracts {
        @Override
        DynamoDbSettings newTable() {
            return TestCloud.inProcess().newSettings().dynamoDb();
        }

        /** Its lists follow changes at once. */
        @Nested
        class TakenOrder implements TakenOrderContract {
            private final DynamoDbStorage empty = provisioned();

            @AfterEach
            void close() {
                remove(empty);
            }

            @Override
            public DynamoDbImageCatalog testee() {
                return (DynamoDbImageCatalog) empty.catalog();
            }
        }
    }
}
