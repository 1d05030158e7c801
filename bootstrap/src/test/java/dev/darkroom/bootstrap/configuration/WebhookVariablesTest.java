package dev.darkroom.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.events.WebhookSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookVariablesTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static Configuration configuration(String... more) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return Configuration.from(variables);
    }

    @Test
    void withoutReceiversNothingIsSent() {
        assertThat(configuration().webhooks()).isEqualTo(WebhookSettings.NONE);
        assertThat(configuration("DARKROOM_WEBHOOK_SECRET", SECRET).webhooks()).isEqualTo(WebhookSettings.NONE);
    }

    @Test
    void receiversAndSecretsAreSeparatedByBlanks() {
        Configuration configuration = configuration(
                "DARKROOM_WEBHOOK_URL", " https://a.example.com/hook  https://b.example.com/?x=1 ",
                "DARKROOM_WEBHOOK_SECRET", SECRET + " " + OTHER);

        assertThat(configuration.webhooks().receivers())
                .containsExactly(URI.create("https://a.example.com/hook"), URI.create("https://b.example.com/?x=1"));
        assertThat(configuration.webhooks().secrets()).hasSize(2);
        assertThat(configuration.webhooks().isPrivateAllowed()).isFalse();
        assertThat(configuration.log().secrets()).contains(SECRET, OTHER);
    }

    @Test
    void bothMayBeInFiles(@TempDir Path folder) throws IOException {
        Configuration configuration = configuration(
                "DARKROOM_WEBHOOK_URL_FILE",
                Files.writeString(folder.resolve("url"), "http://localhost:9000/hook\n").toString(),
                "DARKROOM_WEBHOOK_SECRET_FILE",
                Files.writeString(folder.resolve("secret"), SECRET + "\n" + OTHER + "\n").toString(),
                "DARKROOM_WEBHOOK_ALLOW_PRIVATE", "true");

        assertThat(configuration.webhooks().receivers()).containsExactly(URI.create("http://localhost:9000/hook"));
        assertThat(configuration.webhooks().secrets()).hasSize(2);
        assertThat(configuration.log().secrets()).contains(SECRET, OTHER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "https://a.example.com/p | '' | DARKROOM_WEBHOOK_URL needs DARKROOM_WEBHOOK_SECRET, such as the output of: echo whsec_$(openssl rand -base64 32)",
        "https://a.example.com/p | secret | DARKROOM_WEBHOOK_SECRET: A secret of webhooks begins with whsec_.",
        "https://a.example.com/p | whsec_AAAA | DARKROOM_WEBHOOK_SECRET: A secret of webhooks has 24 to 64 bytes, not 3.",
        "http://a.example.com/p | whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | DARKROOM_WEBHOOK_URL must be URLs with https; a.example.com is one with http, which needs DARKROOM_WEBHOOK_ALLOW_PRIVATE=true.",
        "https://[2001:db8::1]/p | whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | 'DARKROOM_WEBHOOK_URL must be URLs with names, not with the IPv6 address [2001:db8::1], which needs DARKROOM_WEBHOOK_ALLOW_PRIVATE=true.'",
        "https://a.example.com/http https://a.example.com/http | whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | DARKROOM_WEBHOOK_URL contains a receiver at a.example.com twice.",
        "https://a b | whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | DARKROOM_WEBHOOK_URL must be URLs such as https://example.com/hook.",
        "https://a.example.com/{p} | whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | 'DARKROOM_WEBHOOK_URL must be URLs such as https://example.com/hook, separated by blanks.'",
    })
    void wrongValuesAreRefusedWithAdvice(String url, String secret, String message) {
        assertThatThrownBy(() -> configuration("DARKROOM_WEBHOOK_URL", url, "DARKROOM_WEBHOOK_SECRET", secret))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void receiversNeedEvents() {
        assertThatThrownBy(() -> configuration(
                "DARKROOM_WEBHOOK_URL", "https://a.example.com/", "DARKROOM_WEBHOOK_SECRET", SECRET,
                "DARKROOM_EVENTS", "false"))
                .hasMessage("DARKROOM_WEBHOOK_URL is set, but DARKROOM_EVENTS is false: set it to true, or remove"
                        + " DARKROOM_WEBHOOK_URL.");
    }
}
