package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.dynamodb.DynamoDbIdempotencyStore;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbImageCatalog;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbSigningKeys;
import dev.darkroom.adapter.aws.s3.S3BlobStore;
import dev.darkroom.adapter.aws.s3.S3UrlSigner;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.testkit.contract.BlobStoreContract;
import dev.darkroom.domain.testkit.contract.IdempotencyStoreContract;
import dev.darkroom.domain.testkit.contract.ImageCatalogContract;
import dev.darkroom.domain.testkit.contract.SigningKeysContract;
import dev.darkroom.domain.testkit.contract.UrlSignerContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** The contracts of all ports, against one S3 and one DynamoDB. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AwsContracts {
    final AwsCredentialsProvider credentials =
            DefaultCredentialsProvider.builder().build();
    AwsSettings settings;
    AwsStorage storage;

    abstract TestCloud cloud();

    /** Runs an assertion about a list. Override it if the lists of the cloud lag. */
    void eventually(Runnable assertion) {
        assertion.run();
    }

    @BeforeAll
    void open() {
        settings = cloud().newSettings();
        storage = AwsStorage.open(settings, InstantSource.system());
        storage.provisioning().provision();
    }

    @AfterAll
    void close() {
        storage.close();
    }

    @Nested
    class Blobs implements BlobStoreContract {
        @Override
        public S3BlobStore testee() {
            return (S3BlobStore) storage.blobStore();
        }
    }

    @Nested
    class Catalog implements ImageCatalogContract {
        private final AwsStorage empty = cloud().newStorage(InstantSource.system());

        @AfterEach
        void close() {
            empty.close();
        }

        @Override
        public DynamoDbImageCatalog testee() {
            return (DynamoDbImageCatalog) empty.catalog();
        }

        @Override
        public DynamoDbImageCatalog another() {
            return new DynamoDbImageCatalog(empty.table(), InstantSource.system());
        }

        @Override
        public int manyImages() {
            return 120;
        }

        @Override
        public boolean visibilityChangesInOneStep() {
            return false;
        }

        @Override
        public void eventually(Runnable assertion) {
            AwsContracts.this.eventually(assertion);
        }
    }

    @Nested
    class Keys implements SigningKeysContract {
        @Override
        public DynamoDbSigningKeys testee() {
            return new DynamoDbSigningKeys(storage.table());
        }
    }

    @Nested
    class Uploads implements IdempotencyStoreContract {
        private final AwsStorage empty = cloud().newStorage(InstantSource.system());

        @AfterEach
        void close() {
            empty.close();
        }

        @Override
        public DynamoDbIdempotencyStore testee() {
            return (DynamoDbIdempotencyStore) empty.idempotencyStore();
        }

        @Override
        public DynamoDbIdempotencyStore another() {
            return new DynamoDbIdempotencyStore(empty.table());
        }
    }

    @Nested
    class Urls implements UrlSignerContract {
        @Override
        public S3UrlSigner testee(InstantSource clock) {
            return new S3UrlSigner(storage.bucket(), settings.s3(), credentials, clock);
        }

        @Override
        public BlobStore store() {
            return storage.blobStore();
        }

        @Override
        public Instant now() {
            return InstantSource.system().instant();
        }

        @Override
        public Fetched fetch(URI url) {
            try (HttpClient browser = HttpClient.newHttpClient()) {
                HttpResponse<String> response =
                        browser.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
                return response.statusCode() == 200
                        ? new Fetched.Given(
                                response.body(),
                                response.headers().firstValue("Content-Type").orElse(""),
                                response.headers().firstValue("Content-Disposition").orElse("inline"))
                        : new Fetched.Refused();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean put(URI url, Map<String, String> headers, String text) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(url).PUT(HttpRequest.BodyPublishers.ofString(text));
            // The HTTP client sets this header itself.
            headers.forEach((name, value) -> {
                if (!name.equals("Content-Length")) {
                    request.header(name, value);
                }
            });
            try (HttpClient program = HttpClient.newHttpClient()) {
                return program.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
