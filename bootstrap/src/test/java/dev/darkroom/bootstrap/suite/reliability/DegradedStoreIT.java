package dev.darkroom.bootstrap.suite.reliability;

import dev.darkroom.adapter.aws.testkit.Fault;
import dev.darkroom.adapter.aws.testkit.FaultyNetwork;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.ServerProcess;
import dev.darkroom.bootstrap.suite.Steps;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses while S3, DynamoDB or the network to them fails: the rows of docs/reliability.md. */
@FullTier
class DegradedStoreIT {
    private static final CloudStore STORE = CloudStore.provisioned();

    /** Darkroom with a separate faulty network to S3 and to DynamoDB. */
    private record Service(FaultyNetwork toS3, FaultyNetwork toDynamoDb, Application application)
            implements
            Steps,
            AutoCloseable {
        static Service start() {
            FaultyNetwork toS3 = FaultyNetwork.to(TestCloud.inProcess());
            FaultyNetwork toDynamoDb = FaultyNetwork.to(TestCloud.inProcess());
            Map<String, String> environment = environment(
                    toS3.cloud().s3(), toDynamoDb.cloud().dynamoDb());
            environment.put("PORT", "0");
            return new Service(toS3, toDynamoDb, Application.start(
                    Configuration.from(environment), "test", InstantSource.system()));
        }

        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + application.port());
        }

        @Override
        public Set<String> objectKeys() {
            return STORE.objectKeys();
        }

        @Override
        public void close() {
            application.close();
            toS3.close();
            toDynamoDb.close();
        }
    }

    private static Map<String, String> environment(URI s3, URI dynamoDb) {
        Map<String, String> environment = new HashMap<>(STORE.environment());
        environment.put("AWS_ENDPOINT_URL_S3", s3.toString());
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString());
        return environment;
    }

    @Test
    void dynamoDbOutOfReach() throws Exception {
        try (Service service = Service.start()) {
            EveryCall calls = EveryCall.of(service);
            service.toDynamoDb().disconnect();
            calls.assertAnswered("DynamoDB out of reach");
            service.toDynamoDb().connect();
            calls.assertNothingLost();
        }
    }

    @Test
    void s3OutOfReach() throws Exception {
        try (Service service = Service.start()) {
            EveryCall calls = EveryCall.of(service);
            service.toS3().disconnect();
            calls.assertAnswered("S3 out of reach");
            service.toS3().connect();
            calls.assertNothingLost();
        }
    }

    @Test
    void bothOutOfReach() throws Exception {
        try (Service service = Service.start()) {
            EveryCall calls = EveryCall.of(service);
            service.toS3().disconnect();
            service.toDynamoDb().disconnect();
            calls.assertAnswered("both out of reach");
            service.toDynamoDb().connect();
            service.toS3().connect();
            calls.assertNothingLost();
        }
    }

    /** All rows run in parallel, because each takes long. */
    @Test
    void slowSilentOrThrottled() throws Exception {
        record Row(String trouble, Fault fault, Function<Service, List<FaultyNetwork>> networks) {}
        Function<Service, List<FaultyNetwork>> toS3 = service -> List.of(service.toS3());
        Function<Service, List<FaultyNetwork>> toDynamoDb = service -> List.of(service.toDynamoDb());
        List<Row> rows = List.of(
                new Row("DynamoDB takes 5 s an answer", Fault.DELAY, toDynamoDb),
                new Row("DynamoDB throttles", Fault.THROTTLED, toDynamoDb),
                new Row("DynamoDB is silent", Fault.SILENCE, toDynamoDb),
                new Row("S3 takes 5 s an answer", Fault.DELAY, toS3),
                new Row("S3 throttles", Fault.THROTTLED, toS3),
                new Row("S3 is silent", Fault.SILENCE, toS3),
                new Row("both are silent", Fault.SILENCE, service -> List.of(service.toS3(), service.toDynamoDb())));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tests = rows.stream()
                    .<Callable<Void>>map(row -> () -> {
                        try (Service service = Service.start()) {
                            EveryCall calls = EveryCall.of(service);
                            for (FaultyNetwork network : row.networks().apply(service)) {
                                network.delay(Duration.ofSeconds(5));
                                network.plan(row.fault());
                            }
                            calls.assertAnswered(row.trouble());
                            row.networks().apply(service).forEach(FaultyNetwork::heal);
                            calls.assertNothingLost();
                        }
                        return null;
                    })
                    .toList();
            for (Future<Void> test : threads.invokeAll(tests)) {
                test.get();
            }
        }
    }

    @Test
    void clockThatJumpsIsCorrectedByTheStorages() throws Exception {
        // The clock skew that the SDK learns applies to the whole process, so this test uses its own.
        try (FaultyNetwork network = FaultyNetwork.to(TestCloud.inProcess());
                Server server =
                        Server.start(List.of(), environment(network.cloud().s3(), network.cloud().dynamoDb()))) {
            EveryCall before = EveryCall.of(server);
            network.clocksAhead(Duration.ofHours(1));
            before.assertAnswered("clock an hour behind, S3 and DynamoDB");
            EveryCall behind = EveryCall.of(server);
            network.clocksAhead(Duration.ofHours(-1));
            behind.assertAnswered("clock an hour ahead, S3 and DynamoDB");
            network.clocksAhead(Duration.ZERO);
            before.assertNothingLost();
            behind.assertNothingLost();
        }
    }

    @Test
    void nameThatIsNotResolved(@TempDir Path folder) throws Exception {
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "");
        Path security = folder.resolve("security");
        // How many seconds the JVM caches names. Its defaults, 30 and 10, behave the same but take longer.
        Files.writeString(security, "networkaddress.cache.ttl=1\nnetworkaddress.cache.negative.ttl=1\n");
        List<String> options = List.of("-Djdk.net.hosts.file=" + hosts, "-Djava.security.properties=" + security);
        // It closes a connection after one request. A kept connection would need no name.
        try (FaultyNetwork network = FaultyNetwork.to(TestCloud.inProcess());
                Server server = Server.start(options, named(network.cloud()))) {
            server.send(Call.get("/health/live")).expect(200);
            server.send(Call.get("/health/ready")).expectProblem(503, "unavailable", "Out of reach: catalogue, store");

            String known = "127.0.0.1 s3.storage.example dynamodb.storage.example\n";
            Files.writeString(hosts, known);
            EveryCall.awaitReady(server);
            EveryCall calls = EveryCall.of(server);

            Files.writeString(hosts, "");
            // The cached names expire at different times.
            EveryCall.awaitOutOfReach(server, "catalogue, store");
            calls.assertAnswered("names not resolved");

            Files.writeString(hosts, known);
            EveryCall.awaitReady(server);
            calls.assertNothingLost();
        }
    }

    private static Map<String, String> named(TestCloud cloud) {
        Map<String, String> environment = environment(
                URI.create("http://s3.storage.example:" + cloud.s3().getPort()),
                URI.create("http://dynamodb.storage.example:" + cloud.dynamoDb().getPort()));
        // Clients of presigned URLs resolve names themselves.
        environment.put("S3_PUBLIC_ENDPOINT_URL", cloud.s3().toString());
        return environment;
    }

    @Test
    void credentialsThatAreMissingOrWrong(@TempDir Path folder) throws Exception {
        Path credentials = folder.resolve("credentials");
        Files.writeString(credentials, "");
        Map<String, String> environment = new HashMap<>(STORE.environment());
        environment.remove("AWS_ACCESS_KEY_ID");
        environment.remove("AWS_SECRET_ACCESS_KEY");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", credentials.toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        try (Server server = Server.start(List.of(), environment)) {
            server.send(Call.get("/health/live")).expect(200);
            server.send(Call.get("/health/ready")).expectProblem(503, "unavailable", "Out of reach: catalogue, store");

            Files.writeString(credentials, profile(TestCloud.SECRET_KEY));
            EveryCall.awaitReady(server);
            EveryCall calls = EveryCall.of(server);

            Files.writeString(credentials, profile("wrong"));
            EveryCall.await(() -> server.send(Call.get("/health/ready")), 503);
            calls.assertAnswered("credentials that S3 refuses");

            Files.writeString(credentials, profile(TestCloud.SECRET_KEY));
            EveryCall.awaitReady(server);
            calls.assertNothingLost();
        }
    }

    private static String profile(String secret) {
        return "[default]\naws_access_key_id = " + TestCloud.ACCESS_KEY + "\naws_secret_access_key = " + secret + "\n";
    }

    /** Darkroom in a separate process, with the store of this class. */
    private record Server(ServerProcess process) implements Steps, AutoCloseable {
        static Server start(List<String> options, Map<String, String> environment) throws Exception {
            return new Server(ServerProcess.start(ChildJvm.command(options, Main.class), environment));
        }

        @Override
        public URI address() {
            return process.address();
        }

        @Override
        public Set<String> objectKeys() {
            return STORE.objectKeys();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
