package dev.darkroom.adapter.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
    /** The example of the specification's libraries. */
    @Test
    void signatureIsThatOfTheSpecification() {
        assertThat(WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}".getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    private static String secretOf(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 25, 63, 64})
    void secretsHave24To64Bytes(int bytes) {
        assertThat(WebhookSecret.parse(secretOf(bytes)).sign("id", 1, new byte[0])).startsWith("v1,");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 23, 65})
    void otherSizesAreRefused(int bytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookSecret.parse(secretOf(bytes)))
                .withMessage("A secret of webhooks has 24 to 64 bytes, not " + bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!"})
    void otherTextsAreRefusedWithoutShowingThem(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookSecret.parse(text))
                .withMessageNotContaining("MfKQ").withMessageNotContaining("!").withNoCause();
    }
}
