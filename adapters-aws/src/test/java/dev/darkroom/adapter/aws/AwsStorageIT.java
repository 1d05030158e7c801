package dev.darkroom.adapter.aws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class AwsStorageIT {
    private static final int FIRST_TABLE_CALL = 4;
    private static final String SECRET = "a-secret-that-nobody-may-read";
    private static final AwsCredentialsProvider KNOWN =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", SECRET));

    /** Fails as the default chain does if it finds no credentials. */
    private static final AwsCredentialsProvider NONE = () -> {
        throw SdkClientException.create("Unable to load credentials from any of the providers in the chain: […]");
    };

    /** Calls of the blob store, then of the table's ports from index {@link #FIRST_TABLE_CALL} on. */
    private static List<Runnable> callsOf(AwsStorage storage) {
        Image image = ImageBuilder.image().build();
        byte[] bytes = {1};
        List<Runnable> calls = new ArrayList<>();
        calls.add(() -> storage.blobStore().check());
        calls.add(() -> storage.blobStore().stat(image.originalKey()));
        calls.add(() -> storage.blobStore()
                .put(image.originalKey(), Content.of(bytes), ContentType.JPEG,
                        Checksum.of(Checksum.newDigest().digest(bytes))));
        calls.add(() -> storage.blobStore().deleteAll(image.originalKey().prefix()));
        calls.add(() -> storage.catalog().check());
        calls.add(() -> storage.catalog().announce(new ImageState.Uploading(image.id(), image.createdAt())));
        calls.add(() -> storage.catalog().find(image.id()));
        calls.add(() -> storage.catalog().list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 10)));
        calls.add(() -> storage.catalog().unfinished(Instant.EPOCH, 10));
        calls.add(() -> storage.signingKeys().key("cursor"));
        return calls;
    }

    private static void assertUnavailable(List<Runnable> calls) {
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(StorageException.Unavailable.class)
                    .message()
                    .doesNotContain(SECRET);
        }
    }

    /** An address at which nothing listens. */
    private static URI unreachable() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    @Test
    void opensWithoutNetworkAndFailedCallsNameTheEndpoint() throws IOException {
        AwsSettings settings = new TestCloud(unreachable(), unreachable()).newSettings();

        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system(), KNOWN)) {
            assertUnavailable(callsOf(storage));
            assertThatThrownBy(() -> storage.blobStore().check())
                    .hasMessageContaining(settings.bucket())
                    .hasMessageContaining(String.valueOf(settings.s3().endpoint()));
            assertThatThrownBy(() -> storage.catalog().check())
                    .hasMessageContaining(settings.table())
                    .hasMessageContaining(String.valueOf(settings.dynamoDb().endpoint()));
        }
    }

    @Test
    void missingCredentialsAreUnavailableInEveryCall() {
        AwsSettings settings = TestCloud.inProcess().newSettings();

        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system(), NONE)) {
            assertUnavailable(callsOf(storage));
            assertThatThrownBy(() -> storage.catalog().check())
                    .hasMessageContaining("there are no credentials: set AWS_ACCESS_KEY_ID")
                    .hasMessageNotContaining("chain");
            assertUnavailable(List.of(() -> storage.urlSigner()
                    .sign(
                            ImageBuilder.image().build().originalKey(),
                            ContentType.JPEG,
                            new Disposition.Inline(),
                            Duration.ofMinutes(1))));
        }
    }

    @Test
    void wrongCredentialsAreUnavailable() {
        AwsSettings settings = TestCloud.inProcess().newSettings();

        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system(), KNOWN)) {
            assertUnavailable(List.of(() -> storage.blobStore().check()));
        }
    }

    @Test
    void everyCallNamesTheMissingTable() {
        AwsSettings settings = TestCloud.inProcess().newSettings();

        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system())) {
            for (Runnable call : callsOf(storage).subList(FIRST_TABLE_CALL, 10)) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(StorageException.Unavailable.class)
                        .hasMessageContaining(settings.table())
                        .hasMessageContaining("does not exist");
            }
        }
    }

    @Test
    void aTableWithAnotherKeySchemaIsRejected() {
        AwsSettings settings = TestCloud.inProcess().newSettings();

        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system())) {
            storage.table().client().createTable(create -> create.tableName(settings.table())
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(AttributeDefinition.builder()
                            .attributeName("image_id")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(KeySchemaElement.builder()
                            .attributeName("image_id")
                            .keyType(KeyType.HASH)
                            .build()));

            assertThatThrownBy(() -> storage.provisioning().provision())
                    .isInstanceOf(StorageException.Corrupted.class)
                    .hasMessageContaining(settings.table());
            assertThatThrownBy(() -> storage.catalog().check())
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining(settings.table());
        }
    }
}
