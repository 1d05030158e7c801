package dev.darkroom.bootstrap.deploy;

import com.google.inject.Injector;
import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.adapter.http.HttpServer;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.wiring.StorageModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.domain.port.in.Reconcile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * The service over S3 and DynamoDB without any work in the background, as a function has it: every request to them comes
 * from a call of the test.
 */
final class Stack implements AutoCloseable {
    private final StorageModule storage;
    private final Injector injector;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private Stack(AwsSettings settings) {
        Configuration configuration = Configuration.from(Map.of(
                "PORT", "0",
                "DARKROOM_STORAGE", "aws",
                "AWS_REGION", TestCloud.REGION,
                "AWS_ENDPOINT_URL_S3", TestCloud.inProcess().s3().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", TestCloud.inProcess().dynamoDb().toString(),
                "S3_PATH_STYLE", "true",
                "S3_BUCKET_NAME", settings.bucket(),
                "DYNAMODB_TABLE_NAME", settings.table()));
        InstantSource clock = InstantSource.system();
        storage = StorageModule.open(configuration.storage(), clock);
        injector = Wiring.of(configuration, storage, clock);
        server = HttpServer.start(
                injector.getInstance(HttpSettings.class), injector.getInstance(UseCases.class), () -> "id", clock);
    }

    static Stack over(AwsSettings settings) {
        return new Stack(settings);
    }

    /** Names of a bucket and a table that were made. */
    static AwsSettings provisioned() {
        AwsSettings settings = TestCloud.inProcess().newSettings();
        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system())) {
            storage.provisioning().provision();
        }
        return settings;
    }

    /** Uploads a picture of a user, with more of a query, and gives its id. */
    String upload(String user, String query) {
        return Client.idIn(send(201, "POST", "/upload?user_id=" + user + query));
    }

    /** Sends a request, an upload with a picture, and gives the body of the expected answer. */
    String send(int status, String method, String target) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target))
                    .header("Content-Type", "image/png")
                    .method(
                            method,
                            method.equals("POST")
                                    ? HttpRequest.BodyPublishers.ofByteArray(Client.picture(8, 8))
                                    : HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != status) {
                throw new AssertionError(response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Reconcile.Report reconcile() {
        return injector.getInstance(Reconcile.class).reconcile(new Reconcile.Command(Duration.ZERO));
    }

    @Override
    public void close() {
        client.close();
        server.close();
        storage.close();
    }
}
