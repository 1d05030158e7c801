package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.Bucket;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.s3.S3BlobStore;
import dev.darkroom.adapter.aws.s3.S3UrlSigner;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.testkit.contract.BlobStoreContract;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** The contracts of the ports that S3 serves, in a bucket that exists only for them. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class S3Contracts {
    private final AwsCredentialsProvider credentials =
            DefaultCredentialsProvider.builder().build();
    private final S3Settings settings = newBucket();
    private final S3Storage storage = new S3Storage(settings, InstantSource.system(), credentials, Timeouts.S3);

    /** Settings with a bucket that does not exist yet. */
    abstract S3Settings newBucket();

    @BeforeAll
    void provision() {
        storage.provisioning().provision();
    }

    @AfterAll
    void close() {
        storage.close();
    }

    final Bucket bucket() {
        return storage.bucket();
    }

    @Nested
    class Blobs implements BlobStoreContract {
        @Override
        public S3BlobStore testee() {
            return (S3BlobStore) storage.blobStore();
        }
    }

    @Nested
    class Urls implements UrlSignerContract {
        @Override
        public S3UrlSigner testee(InstantSource clock) {
            return new S3UrlSigner(storage.bucket(), settings, credentials, clock);
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
