package dev.darkroom.bootstrap.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.log.Logging;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of a start, without listening: some addresses here must not be used by a test. */
class StartLogTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, http://0.0.0.0:8080", //
        "::, http://[::]:8080", //
        "192.0.2.1, http://192.0.2.1:8080", //
        "no-such-host.invalid, http://no-such-host.invalid:8080"})
    void addressThatOthersCanReachLogsAWarning(String host, String address) {
        assertThat(logFor(host))
                .contains("INFO  Serving address=" + address + " ")
                .contains("WARN  Everyone who can reach this address can see, add and delete pictures")
                .contains(" host=" + host + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
    void loopbackAddressLogsNoWarning(String host) {
        assertThat(logFor(host)).contains("INFO  Serving").doesNotContain("WARN");
    }

    @Test
    void addressThatOthersCanReachLogsNoWarningWithSignIn() {
        assertThat(logFor(Map.of(
                "HOST", "0.0.0.0", "DARKROOM_AUTH", "jwt", "DARKROOM_JWT_SECRET", "a secret of thirty-two bytes, it",
                "DARKROOM_JWT_ISSUER", "https://issuer.example.com/", "DARKROOM_JWT_AUDIENCE", "darkroom")))
                .contains("INFO  Serving")
                .doesNotContain("WARN", "a secret");
    }

    private static String logFor(String host) {
        return logFor(Map.of("HOST", host));
    }

    private static String logFor(Map<String, String> variables) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Configuration configuration = Configuration.from(variables);
        Logging.start(configuration.log(), log);
        Application.logStart(configuration, "test", 8080);
        return log.toString(StandardCharsets.UTF_8);
    }
}
