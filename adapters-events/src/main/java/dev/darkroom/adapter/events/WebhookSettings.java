package dev.darkroom.adapter.events;

import dev.darkroom.domain.model.event.ReceiverId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The receivers of webhooks.
 *
 * @param receivers each once
 * @param secrets each signs every delivery; one or more if there are receivers
 * @param isPrivateAllowed whether receivers may have private addresses, and no TLS
 */
public record WebhookSettings(List<URI> receivers, List<WebhookSecret> secrets, boolean isPrivateAllowed) {
    /** Without receivers. */
    public static final WebhookSettings NONE = new WebhookSettings(List.of(), List.of(), false);

    private static final int MAX_PORT = 65_535;
    private static final int ID_HOST_CHARACTERS = 47;
    private static final int ID_HASH_BYTES = 8;

    /** A receiver is only acceptable if {@link #isPrivateAllowed}. */
    public static final class PrivateReceiverException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private PrivateReceiverException(String message) {
            super(message);
        }
    }

    /** @throws IllegalArgumentException if a receiver is not acceptable; the message has no full stop and not its path */
    public WebhookSettings {
        receivers = List.copyOf(receivers);
        secrets = List.copyOf(secrets);
        Set<URI> seen = new HashSet<>();
        for (URI receiver : receivers) {
            check(receiver, isPrivateAllowed);
            if (!seen.add(receiver)) {
                throw new IllegalArgumentException("contains a receiver at " + receiver.getHost() + " twice");
            }
        }
        if (!receivers.isEmpty() && secrets.isEmpty()) {
            throw new IllegalArgumentException("needs a secret");
        }
    }

    private static void check(URI receiver, boolean isPrivateAllowed) {
        boolean isTls = "https".equalsIgnoreCase(receiver.getScheme());
        boolean hasPort = receiver.getPort() == -1 || (receiver.getPort() > 0 && receiver.getPort() <= MAX_PORT);
        if (receiver.getHost() == null || !hasPort || !(isTls || "http".equalsIgnoreCase(receiver.getScheme()))) {
            throw new IllegalArgumentException("must be URLs such as https://example.com/hook");
        }
        if (receiver.getRawUserInfo() != null || receiver.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "contains a user or a fragment, which is not sent, in the URL of " + receiver.getHost());
        }
        // The JDK's client can't verify them through a tunnel.
        if (receiver.getHost().startsWith("[") && !isPrivateAllowed) {
            throw new PrivateReceiverException(
                    "must be URLs with names, not with the IPv6 address " + receiver.getHost());
        }
        if (!isTls && !isPrivateAllowed) {
            throw new PrivateReceiverException("must be URLs with https; " + receiver.getHost() + " is one with http");
        }
    }

    /**
     * The identity of a receiver: its host, and a hash, because the path may be a secret. A receiver with another URL is another
     * receiver.
     */
    public static ReceiverId idOf(URI receiver) {
        String host = receiver.getHost().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return new ReceiverId(
                host.substring(0, Math.min(host.length(), ID_HOST_CHARACTERS)) + "-" + hash(receiver.toString()));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
