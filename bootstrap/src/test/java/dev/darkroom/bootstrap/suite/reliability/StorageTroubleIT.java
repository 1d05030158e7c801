package dev.darkroom.bootstrap.suite.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.testkit.Fault;
import dev.darkroom.adapter.aws.testkit.FaultyNetwork;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.Answer;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Deployment;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Responses while S3 and DynamoDB throttle, are slow or unreachable. The service recovers by itself. */
@FullTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageTroubleIT {
    private static final Duration MAX_RESPONSE_TIME = Duration.ofSeconds(29);

    private final AwsSettings settings = TestCloud.inProcess().newSettings();

    @BeforeAll
    void provision() {
        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system())) {
            storage.provisioning().provision();
        }
    }

    /** A service and its network to the storage. */
    private record Service(FaultyNetwork network, Application application) implements Deployment, AutoCloseable {
        static Service start(FaultyNetwork network, AwsSettings settings) {
            return new Service(network, Application.start(
                    Configuration.from(Map.of(
                            "PORT", "0",
                            "DARKROOM_STORAGE", "aws",
                            "AWS_REGION", TestCloud.REGION,
                            "AWS_ENDPOINT_URL_S3", network.cloud().s3().toString(),
                            "AWS_ENDPOINT_URL_DYNAMODB", network.cloud().dynamoDb().toString(),
                            "S3_BUCKET_NAME", settings.bucket(),
                            "DYNAMODB_TABLE_NAME", settings.table())),
                    "test",
                    InstantSource.system()));
        }

        Answer upload(String user) {
            return send(Call.post("/upload?user_id=" + user).body("image/jpeg", Photographs.jpeg(9, 9, 1)));
        }

        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + application.port());
        }

        @Override
        public Set<String> objectKeys() {
            return Set.of();
        }

        @Override
        public void close() {
            application.close();
            network.close();
        }
    }

    private Service start() {
        return Service.start(FaultyNetwork.to(TestCloud.inProcess()), settings);
    }

    private static void expectRetryLater(Answer answer) {
        assertThat(answer.expectProblem(503, "unavailable").header("Retry-After")).matches("[1-9][0-9]*");
    }

    @Test
    void serviceStartsWithoutItsStorageAndBecomesReadyWithIt() {
        FaultyNetwork network = FaultyNetwork.to(TestCloud.inProcess());
        network.disconnect();
        try (Service service = Service.start(network, settings)) {
            service.send(Call.get("/health/live")).expect(200);
            service.send(Call.get("/health/ready"))
                    .expectProblem(503, "unavailable", "Out of reach: catalogue, store");
            expectRetryLater(service.upload("early"));

            network.connect();
            EveryCall.await(() -> service.send(Call.get("/health/ready")), 200);
            service.upload("early").expect(201);

            network.disconnect();
            expectRetryLater(service.upload("early"));
            expectRetryLater(service.send(Call.get("/images?user_id=early")));
            EveryCall.await(() -> service.send(Call.get("/health/ready")), 503);

            network.connect();
            EveryCall.await(() -> service.send(Call.get("/health/ready")), 200);
            service.upload("early").expect(201);
            assertThat(service.send(Call.get("/images?user_id=early")).expect(200).json().path("items")).hasSize(2);
        }
    }

    @Test
    void lastingThrottlingIsReportedInTimeAndRecovers() throws Exception {
        try (Service throttled = start();
                Service busyStore = start();
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            String id = throttled.upload("patient").expect(201).text("image_id");
            busyStore.send(Call.get("/health/ready")).expect(200);
            throttled.network().plan(Fault.THROTTLED);
            // The request that saves the pending row succeeds.
            busyStore.network().plan(Fault.THROTTLED, 1, Integer.MAX_VALUE);
            long start = System.nanoTime();

            List<Future<Answer>> answers = List.of(
                    clients.submit(() -> throttled.upload("patient")),
                    clients.submit(() -> throttled.send(Call.get("/images?user_id=patient"))),
                    clients.submit(() -> throttled.send(Call.get("/images/" + id))),
                    clients.submit(() -> throttled.send(Call.delete("/images/" + id))),
                    clients.submit(() -> busyStore.upload("patient")));
            for (Future<Answer> answer : answers) {
                expectRetryLater(answer.get());
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MAX_RESPONSE_TIME);

            throttled.network().heal();
            busyStore.network().heal();
            busyStore.upload("patient").expect(201);
            throttled.send(Call.delete("/images/" + id)).expect(200);
            assertThat(throttled.send(Call.get("/images?user_id=patient")).expect(200).json().path("items"))
                    .hasSize(1);
        }
    }

    @Test
    void callsSucceedWithFiveSecondsOfLatency() throws Exception {
        try (Service slowTable = start();
                Service slowStore = start();
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Service service : List.of(slowTable, slowStore)) {
                service.send(Call.get("/health/ready")).expect(200);
                service.network().delay(Duration.ofSeconds(5));
            }
            slowTable.network().plan(Fault.DELAY, 0, 1);
            slowStore.network().plan(Fault.DELAY, 1, 2);

            Future<Answer> one = clients.submit(() -> slowTable.upload("slow"));
            Future<Answer> other = clients.submit(() -> slowStore.upload("slow"));
            one.get().expect(201);
            other.get().expect(201);
            assertThat(slowTable.send(Call.get("/images?user_id=slow")).expect(200).json().path("items"))
                    .hasSize(2);
        }
    }
}
