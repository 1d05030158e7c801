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

/** Converts gateway events to requests. Thread-safe. */
final class Gateway {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Characters that need no escape in a path or a query, besides letters and digits (RFC 3986, section 3.3), and the percent sign. */
    private static final String UNESCAPED = "-._~!$&'()*+,;=:@/%";

    private final String basePath;

    /** @param publicUrl URL of the service. Its path is removed from requests in which the gateway kept it */
    Gateway(@Nullable URI publicUrl) {
        String path = publicUrl == null ? "" : publicUrl.getRawPath();
        basePath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /**
     * A request and the format of its result.
     *
     * @param format in which the gateway expects the result
     */
    record Call(Request request, EventFormat format) {}

    /** @throws IllegalArgumentException if it is not an HTTP request from a gateway */
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
        return EventFormat.removePrefix(basePath, path.startsWith("/") ? path : "/" + path);
    }

    /** Gateways accept only HTTPS. */
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

    /** Restores escapes, because gateways decode some of them. */
    private static String escaped(String text, String alsoUnescaped) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 0x80
                    && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0 || alsoUnescaped.indexOf(c) >= 0)) {
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
