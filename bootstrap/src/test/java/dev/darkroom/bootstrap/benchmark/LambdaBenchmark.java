package dev.darkroom.bootstrap.benchmark;

import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.bootstrap.lambda.GatewayKind;
import dev.darkroom.bootstrap.lambda.LambdaHandler;
import dev.darkroom.bootstrap.lambda.LambdaProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Measures how long a function takes from the start of its process to its first response, and then for a view. The view is
 * compared with the same view from the server over a socket. Function and server use the given class path, the same JVM options
 * and the same emulators in this process.
 *
 * <p>The build does not run it, because of its name; {@code benchmarks/lambda} does.
 */
class LambdaBenchmark {
    private static final int WARM_UP = 1_000;
    private static final int VIEWS = 1_000;
    /** Function and server alternate, so that both run under the same conditions. */
    private static final int TURNS = 5;

    private final String classPath = System.getProperty("benchmark.classpath", System.getProperty("java.class.path"));
    private final int starts = Integer.getInteger("benchmark.starts", 5);
    private final List<String> options =
            List.of(System.getProperty("benchmark.options", "-XX:+UseSerialGC -Xmx512m").split(" ", -1));

    /** @param wall from the start of the process */
    private record Start(Duration wall, Duration cpu) {}

    @Test
    void startAndWarmViewOfAFunction() throws Exception {
        CloudStore store = CloudStore.provisioned();
        try (ChildJvm server = server(store);
                Client client = new Client(port(server))) {
            String path = "/images/" + client.upload(Client.picture(640, 480));

            List<Start> initialised = new ArrayList<>();
            List<Start> answered = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                long start = System.nanoTime();
                try (LambdaProcess function = function(store)) {
                    initialised.add(new Start(Duration.ofNanos(System.nanoTime() - start), function.cpuTime()));
                    view(function, path);
                    answered.add(new Start(Duration.ofNanos(System.nanoTime() - start), function.cpuTime()));
                }
            }
            print("requests its first event", initialised);
            print("has answered its first event, a view", answered);

            try (LambdaProcess function = function(store)) {
                medianMicros(WARM_UP, () -> view(function, path));
                medianMicros(WARM_UP, () -> client.get(path));
                List<Long> functionMedians = new ArrayList<>();
                List<Long> serverMedians = new ArrayList<>();
                for (int turn = 0; turn < TURNS; turn++) {
                    functionMedians.add(medianMicros(VIEWS, () -> view(function, path)));
                    serverMedians.add(medianMicros(VIEWS, () -> client.get(path)));
                }
                long inFunction = median(functionMedians.stream());
                long onServer = median(serverMedians.stream());
                System.out.printf("warm view, function: %,d µs%nwarm view, server: %,d µs%nratio: %.2f%n",
                        inFunction, onServer, (double) inFunction / onServer);
            }
        }
    }

    private LambdaProcess function(CloudStore store) throws Exception {
        return LambdaProcess.start(classPath, options, LambdaHandler.class, store.environment());
    }

    private ChildJvm server(CloudStore store) throws Exception {
        Map<String, String> environment = new HashMap<>(store.environment());
        environment.put("PORT", "0");
        return ChildJvm.start(ChildJvm.command(classPath, options, Main.class), environment);
    }

    private static int port(ChildJvm server) throws Exception {
        String address = server.awaitLine("address=");
        return Integer.parseInt(address.replaceFirst(".*address=http://127\\.0\\.0\\.1:(\\d+).*", "$1"));
    }

    private static byte[] view(LambdaProcess function, String path) throws Exception {
        GatewayKind gateway = GatewayKind.HTTP_API;
        byte[] result = function.invoke(gateway.event("GET", path, new String[0], new byte[0]));
        if (gateway.response(result).status() != 200) {
            throw new IllegalStateException("No view: " + new String(result, StandardCharsets.UTF_8));
        }
        return result;
    }

    private static long medianMicros(int times, Callable<?> call) throws Exception {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            call.call();
            micros.add((System.nanoTime() - start) / 1_000);
        }
        return median(micros.stream());
    }

    private static long median(Stream<Long> values) {
        List<Long> sorted = values.sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void print(String what, List<Start> starts) {
        System.out.printf("%s: %,d ms after its start, %,d ms of CPU (medians of %d)%n",
                what,
                median(starts.stream().map(start -> start.wall().toMillis())),
                median(starts.stream().map(start -> start.cpu().toMillis())),
                starts.size());
    }
}
