package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.testkit.contract.UnreachableStorageContract;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class UnreachableAwsIT implements UnreachableStorageContract {
    @Override
    public AwsStorage openUnreachable() throws Exception {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI nowhere = URI.create("http://127.0.0.1:" + closed.getLocalPort());
            return AwsStorage.open(new TestCloud(nowhere, nowhere).newSettings(), InstantSource.system(),
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
        }
    }

    @Override
    public Duration limit() {
        return Duration.ofSeconds(17);
    }

    /** DynamoDB removes expired items and events itself, and URLs are signed without S3. */
    @Override
    public Set<String> callsWithoutServer() {
        return Set.of("IdempotencyStore.removeExpired", "UrlSigner.sign", "UrlSigner.signSteadily",
                "UrlSigner.signUpload");
    }
}
