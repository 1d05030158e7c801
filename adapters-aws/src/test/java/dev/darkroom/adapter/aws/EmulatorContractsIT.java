package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.testkit.TestCloud;

/** The contracts against S3Proxy and DynamoDB Local in this process. */
class EmulatorContractsIT extends AwsContracts {
    @Override
    TestCloud cloud() {
        return TestCloud.inProcess();
    }
}
