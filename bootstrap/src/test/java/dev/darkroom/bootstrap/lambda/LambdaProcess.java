package dev.darkroom.bootstrap.lambda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import dev.darkroom.bootstrap.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A function in a separate JVM, run by the runtime interface client. */
public final class LambdaProcess implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 60;
    private static final String JNI = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private final RuntimeApi api;
    private final ChildJvm jvm;
    private final Path library;

    private LambdaProcess(RuntimeApi api, ChildJvm jvm, Path library) {
        this.api = api;
        this.jvm = jvm;
        this.library = library;
    }

    /** Starts a function from the class path of the tests. Returns when it waits for its first event or for its snapshot. */
    public static LambdaProcess start(Class<? extends RequestStreamHandler> handler, Map<String, String> environment)
            throws Exception {
        return start(System.getProperty("java.class.path"), List.of("-Xmx512m"), handler, environment);
    }

    /** Starts a function from another class path and with JVM options. */
    public static LambdaProcess start(
            String classPath,
            List<String> options,
            Class<? extends RequestStreamHandler> handler,
            Map<String, String> environment) throws Exception {
        Path library = library();
        RuntimeApi api = RuntimeApi.start();
        Map<String, String> variables = new HashMap<>(Map.of("DARKROOM_AUTH", "none"));
        variables.putAll(environment);
        variables.put("AWS_LAMBDA_RUNTIME_API", api.address());
        variables.put("AWS_LAMBDA_FUNCTION_NAME", "darkroom");
        variables.put("_HANDLER", handler.getName());
        List<String> all = new ArrayList<>(options);
        // As on the command line of the managed runtime.
        all.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
        all.add("-D" + JNI + "=" + library);
        ChildJvm jvm =
                ChildJvm.start(ChildJvm.command(classPath, all, AWSLambda.class, handler.getName()), variables);
        var _ = jvm.ended().thenRun(() -> api.fail("The function ended: " + String.join("\n", jvm.output())));
        LambdaProcess started = new LambdaProcess(api, jvm, library);
        try {
            api.initialised().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return started;
        } catch (ExecutionException | TimeoutException e) {
            started.close();
            throw new IllegalStateException("The function did not start: " + String.join("\n", jvm.output()), e);
        }
    }

    /** Extracts the native library into a file of this process, because the client's default file is shared by all processes. */
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

    /** Invokes the function and returns its result. */
    public byte[] invoke(byte[] event) throws Exception {
        return api.invoke(event).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** The CPU time that the function has used so far. */
    public Duration cpuTime() {
        return jvm.cpuTime();
    }

    /** Restores the function from its snapshot. */
    public void restore() {
        api.restore();
    }

    @Override
    public void close() throws IOException {
        jvm.close();
        api.close();
        Files.deleteIfExists(library);
    }
}
