package dev.darkroom.bootstrap.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Request;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Understands the events of gateways. Thread-safe. */
final class Gateway {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What the pchar and query of RFC 3986, section 3.3, let stand beside letters and digits; and the sign of an escape. */
    private static final String PLAIN = "-._~!$&'()*+,;=:@/%";

    private final String basePath;

    /** @param publicUrl of the service; the path of it that a gateway has left in front of the service's own is removed */
    Gateway(@Nullable URI publicUrl) {
        String path = publicUrl == null ? "" : publicUrl.getRawPath();
        basePath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /**
     * A request, and how to hand over the answer to it.
     *
     * @param format in which the gateway expects the answer
     */
    record Call(Request request, EventFormat format) {}

    /** @throws IllegalArgumentException when it is not an event that a gateway makes of an HTTP request */
    Call read(InputStream json) throws IOException {
        JsonNode event = JSON.readTree(json);
        EventFormat format = EventFormat.of(event);
        String query = escaped(format.query(event), "?");
        String target = escaped(withoutBase(format.path(event)), "") + (query.isEmpty() ? "" : "?" + query);
        return new Call(
                new Request(format.method(event), origin(event), target, format.source(event), format.fields(event),
                        body(event)),
                format);
    }

    private String withoutBase(String path) {
        return EventFormat.without(basePath, path.startsWith("/") ? path : "/" + path);
    }

    /** Gateways speak HTTPS only. */
    private static String origin(JsonNode event) {
        for (JsonNode field : event.path("headers").properties().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("host"))
                .map(Map.Entry::getValue)
                .toList()) {
            return "https://" + field.asText();
        }
        return "https://" + event.path("requestContext").path("domainName").asText("localhost");
    }

    private static ByteBuffer body(JsonNode event) {
        String body = event.path("body").asText("");
        return ByteBuffer.wrap(
                event.path("isBase64Encoded").asBoolean()
                        ? Base64.getDecoder().decode(body)
                        : body.getBytes(StandardCharsets.UTF_8));
    }

    /** Gateways decode some of what the client had escaped. */
    private static String escaped(String text, String alsoPlain) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0 || alsoPlain.indexOf(c) >= 0)) {
                escaped.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append('%').append(String.format("%02X", b));
                }
            }
        });
        return escaped.toString();
    }
}
