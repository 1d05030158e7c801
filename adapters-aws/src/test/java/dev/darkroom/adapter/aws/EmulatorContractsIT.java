package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.testkit.TestCloud;

/** Against S3Proxy and DynamoDB Local. */
class EmulatorContractsIT extends AwsContracts {
    @Override
    TestCloud cloud() {
        return TestCloud.inProcess();
    }
}
