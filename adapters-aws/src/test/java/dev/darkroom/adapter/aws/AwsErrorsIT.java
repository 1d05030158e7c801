package dev.darkroom.adapter.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.testkit.contract.AtOnce;
import dev.darkroom.domain.testkit.contract.PortCalls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Whatever the server answers, a method of a port returns or throws a {@link StorageException}. */
class AwsErrorsIT {
    private static final Timeouts ONE_ATTEMPT = new Timeouts(
            Duration.ofSeconds(5), Duration.ofSeconds(5), 1, Duration.ofMillis(1), Duration.ofMillis(1),
            Duration.ofMillis(1));

    private record Answer(int status, String body) {
        static Answer s3(int status, String code) {
            return new Answer(status, "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code></Error>");
        }

        static Answer dynamoDb(int status, String code) {
            return new Answer(status, "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\"}");
        }
    }

    private static final List<Answer> ANSWERS = List.of(
            Answer.s3(301, "PermanentRedirect"),
            Answer.s3(400, "InvalidRequest"),
            Answer.s3(403, "AccessDenied"),
            Answer.s3(404, "NoSuchBucket"),
            Answer.s3(405, "MethodNotAllowed"),
            Answer.s3(409, "OperationAborted"),
            Answer.s3(411, "MissingContentLength"),
            Answer.s3(412, "PreconditionFailed"),
            Answer.s3(416, "InvalidRange"),
            Answer.s3(500, "InternalError"),
            Answer.s3(501, "NotImplemented"),
            Answer.s3(503, "SlowDown"),
            Answer.dynamoDb(400, "AccessDeniedException"),
            Answer.dynamoDb(400, "ConditionalCheckFailedException"),
            Answer.dynamoDb(400, "ItemCollectionSizeLimitExceededException"),
            Answer.dynamoDb(400, "ProvisionedThroughputExceededException"),
            Answer.dynamoDb(400, "ResourceNotFoundException"),
            Answer.dynamoDb(400, "SerializationException"),
            Answer.dynamoDb(400, "TransactionCanceledException"),
            Answer.dynamoDb(400, "TransactionConflictException"),
            Answer.dynamoDb(400, "UnrecognizedClientException"),
            Answer.dynamoDb(400, "ValidationException"),
            Answer.dynamoDb(400, "NobodyKnowsThisException"),
            Answer.dynamoDb(500, "InternalServerError"),
            new Answer(200, ""),
            new Answer(200, "{}"),
            new Answer(200, "<html>a proxy's page</html>"),
            new Answer(400, ""),
            new Answer(502, "<html>a proxy's page</html>"));

    @Test
    void whateverTheServerAnswersNothingButAStorageExceptionIsThrown() throws Exception {
        AtomicReference<Answer> answer = new AtomicReference<>(ANSWERS.getFirst());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                Answer now = Objects.requireNonNull(answer.get());
                byte[] body = now.body().getBytes(StandardCharsets.UTF_8);
                boolean hasBody = body.length > 0 && !exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(now.status(), hasBody ? body.length : -1);
                if (hasBody) {
                    exchange.getResponseBody().write(body);
                }
                exchange.close();
            });
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            try (AwsStorage storage = AwsStorage.open(new TestCloud(uri, uri).newSettings(), InstantSource.system(),
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")), ONE_ATTEMPT,
                    ONE_ATTEMPT)) {
                List<String> failures = new ArrayList<>();
                for (Answer each : ANSWERS) {
                    answer.set(each);
                    List<Callable<String>> calls = new ArrayList<>();
                    for (PortCalls.PortCall call : PortCalls.of(storage)) {
                        calls.add(() -> {
                            Throwable thrown = catchThrowable(call.call()::run);
                            boolean isOff = call.name().startsWith("EventLog.")
                                    && thrown instanceof UnsupportedOperationException
                                    && !storage.eventLog().isRecording();
                            return thrown == null || isOff || thrown instanceof StorageException
                                    ? ""
                                    : each + " " + call.name() + ": " + thrown + " at " + thrown.getStackTrace()[0];
                        });
                    }
                    failures.addAll(AtOnce.all(calls));
                }
                assertThat(failures).containsOnly("");
            } finally {
                server.stop(0);
            }
        }
    }
}
