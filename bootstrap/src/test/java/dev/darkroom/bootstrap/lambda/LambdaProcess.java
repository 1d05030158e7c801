package dev.darkroom.bootstrap.lambda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A function in a JVM of its own, run by the runtime interface client from the class path of the tests. */
public final class LambdaProcess implements AutoCloseable {
    private static final int LONGEST_SECONDS = 60;
    private static final String JNI = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private final RuntimeApi api;
    private final Process process;
    private final Path library;
    private final List<String> output;

    private LambdaProcess(RuntimeApi api, Process process, Path library, List<String> output) {
        this.api = api;
        this.process = process;
        this.library = library;
        this.output = output;
    }

    /** Starts a function, and returns when it waits for its first event or for its snapshot. */
    public static LambdaProcess start(Class<? extends RequestStreamHandler> handler, Map<String, String> environment)
            throws Exception {
        Path library = library();
        RuntimeApi api = RuntimeApi.start();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                // What the managed runtime says on its command line too.
                "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                "-D" + JNI + "=" + library,
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                AWSLambda.class.getName(),
                handler.getName()).redirectErrorStream(true);
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
        builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "darkroom");
        builder.environment().put("_HANDLER", handler.getName());
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> output = Collections.synchronizedList(new ArrayList<>());
        Thread.ofVirtual().start(() -> read(process, output, api));
        LambdaProcess started = new LambdaProcess(api, process, library, output);
        try {
            api.initialised().get(LONGEST_SECONDS, TimeUnit.SECONDS);
            return started;
        } catch (ExecutionException | TimeoutException e) {
            started.close();
            throw new IllegalStateException("The function did not start: " + String.join("\n", output), e);
        }
    }

    private static void read(Process process, List<String> output, RuntimeApi api) {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
            }
        } catch (IOException e) {
            output.add(e.toString());
        }
        api.giveUp("The function ended: " + String.join("\n", output));
    }

    /** The client's own place for it is one for all processes of a machine; and here is seen whether it can be loaded. */
    private static Path library() throws IOException {
        boolean linux = System.getProperty("os.name").equals("Linux");
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String name = "libaws-lambda-jni.linux-" + (arch.equals("aarch64") ? "aarch_64" : "x86_64") + ".so";
        assumeTrue(linux && (arch.equals("aarch64") || arch.equals("amd64")),
                "Skipped: the runtime interface client has no library for " + System.getProperty("os.name") + " "
                        + arch);
        Path library = Files.createTempFile("lambda-runtime-", ".so");
        try (InputStream packed = AWSLambda.class.getResourceAsStream("/jni/" + name)) {
            Files.copy(packed, library, StandardCopyOption.REPLACE_EXISTING);
        }
        return library;
    }

    /** Invokes the function and gives its result. */
    public byte[] invoke(byte[] event) throws Exception {
        return api.invoke(event).get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    /** Goes on after a snapshot. */
    public void restore() {
        api.restore();
    }

    /** What the function has logged so far. */
    public List<String> output() {
        return List.copyOf(output);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        api.close();
        Files.deleteIfExists(library);
    }
}
