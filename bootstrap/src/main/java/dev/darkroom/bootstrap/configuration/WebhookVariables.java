package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.events.WebhookSecret;
import dev.darkroom.adapter.events.WebhookSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the variables of webhooks. Error messages contain neither secrets nor the paths of receivers, which may be secrets. */
final class WebhookVariables {
    static final Pattern SEPARATOR = Pattern.compile("\\s+");

    private WebhookVariables() {}

    /** @param recordsEvents whether there are events to send */
    static WebhookSettings read(Environment environment, boolean recordsEvents) {
        List<String> receivers = list(environment, Variable.DARKROOM_WEBHOOK_URL);
        List<String> secrets = list(environment, Variable.DARKROOM_WEBHOOK_SECRET);
        if (receivers.isEmpty()) {
            return WebhookSettings.NONE;
        }
        if (!recordsEvents) {
            throw new BadConfigurationException(
                    "DARKROOM_WEBHOOK_URL is set, but DARKROOM_EVENTS is false: set it to true, or remove"
                            + " DARKROOM_WEBHOOK_URL.");
        }
        if (secrets.isEmpty()) {
            throw new BadConfigurationException(
                    "DARKROOM_WEBHOOK_URL needs DARKROOM_WEBHOOK_SECRET, such as the output of: echo whsec_$(openssl rand"
                            + " -base64 32)");
        }
        List<WebhookSecret> keys = secrets.stream().map(WebhookVariables::secret).toList();
        List<URI> addresses = receivers.stream().map(WebhookVariables::address).toList();
        try {
            return new WebhookSettings(
                    addresses, keys, environment.flag(Variable.DARKROOM_WEBHOOK_ALLOW_PRIVATE, false));
        } catch (IllegalArgumentException e) {
            throw new BadConfigurationException("DARKROOM_WEBHOOK_URL " + e.getMessage() + advice(e) + ".");
        }
    }

    private static String advice(IllegalArgumentException e) {
        return e instanceof WebhookSettings.PrivateReceiverException
                ? ", which needs DARKROOM_WEBHOOK_ALLOW_PRIVATE=true"
                : "";
    }

    private static List<String> list(Environment environment, Variable variable) {
        return environment.given(variable).map(value -> Arrays.asList(SEPARATOR.split(value))).orElse(List.of());
    }

    private static WebhookSecret secret(String text) {
        try {
            return WebhookSecret.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadConfigurationException("DARKROOM_WEBHOOK_SECRET: " + e.getMessage() + ".");
        }
    }

    private static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new BadConfigurationException(
                    "DARKROOM_WEBHOOK_URL must be URLs such as https://example.com/hook, separated by blanks.");
        }
    }
}
