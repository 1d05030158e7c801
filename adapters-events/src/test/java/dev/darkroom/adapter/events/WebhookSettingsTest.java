package dev.darkroom.adapter.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSettingsTest {
    private static final List<WebhookSecret> SECRETS =
            List.of(WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

    private static WebhookSettings settings(boolean isPrivateAllowed, String... receivers) {
        return new WebhookSettings(List.of(receivers).stream().map(URI::create).toList(), SECRETS, isPrivateAllowed);
    }

    @Test
    void receiversHaveTlsUnlessPrivateOnesAreAllowed() {
        assertThat(settings(false, "https://example.com/hook?a=b", "HTTPS://example.com:8443/").receivers()).hasSize(2);
        assertThat(settings(true, "http://localhost:9000/hook").receivers()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "http://example.com/secret-path | must be URLs with https; example.com is one with http",
        "ftp://example.com/ | must be URLs such as https://example.com/hook",
        "example.com | must be URLs such as https://example.com/hook",
        "https://[2606:4700::1111]/ | must be URLs with names, not with the IPv6 address [2606:4700::1111]",
        "https://example.com:65536/ | must be URLs such as https://example.com/hook",
        "https://example.com:0/ | must be URLs such as https://example.com/hook",
        "https:///hook | must be URLs such as https://example.com/hook",
        "https://user:word@example.com/ | contains a user or a fragment, which is not sent, in the URL of example.com",
        "https://example.com/#part | contains a user or a fragment, which is not sent, in the URL of example.com",
    })
    void otherReceiversAreRefused(String receiver, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> settings(false, receiver)).withMessage(message);
    }

    @Test
    void receiverIsGivenOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(false, "https://example.com/a", "https://example.com/a"))
                .withMessage("contains a receiver at example.com twice");
    }

    @Test
    void receiversNeedASecret() {
        assertThatIllegalArgumentException().isThrownBy(
                () -> new WebhookSettings(List.of(URI.create("https://example.com/")), List.of(), false))
                .withMessage("needs a secret");
        assertThat(WebhookSettings.NONE.receivers()).isEmpty();
    }

    @Test
    void identityShowsTheHostAndNotThePath() {
        URI receiver = URI.create("https://Hooks.example.com/T0123/secret");
        assertThat(WebhookSettings.idOf(receiver).value()).matches("hooks-example-com-[0-9a-f]{16}");
        assertThat(WebhookSettings.idOf(receiver)).isEqualTo(WebhookSettings.idOf(URI.create(receiver.toString())))
                .isNotEqualTo(WebhookSettings.idOf(URI.create("https://Hooks.example.com/T0123/other")));
        assertThat(WebhookSettings.idOf(URI.create("https://[2606:4700::1111]/")).value())
                .matches("-2606-4700-1111--[0-9a-f]{16}");
        assertThat(WebhookSettings.idOf(URI.create("https://" + "a".repeat(63) + ".example.com/")).value()).hasSize(64);
    }
}
