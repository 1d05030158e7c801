package dev.darkroom.adapter.http.testkit;

import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request and its response.
 *
 * @param target the raw path and query
 */
public record Exchange(
        String method,
        String target,
        HttpHeaders requestHeaders,
        ByteBuffer requestBody,
        int status,
        HttpHeaders headers,
        ByteBuffer body) {

    /** @param namesAndValues names and values, alternating */
    public static HttpHeaders headers(String... namesAndValues) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.computeIfAbsent(namesAndValues[i], _ -> new ArrayList<>()).add(namesAndValues[i + 1]);
        }
        return HttpHeaders.of(headers, (_, _) -> true);
    }

    /** The method that the server honours. */
    String honouredMethod() {
        return requestHeaders.firstValue("X-HTTP-Method-Override").orElse(method);
    }

    String path() {
        return target.split("\\?", 2)[0];
    }

    String query() {
        String[] parts = target.split("\\?", 2);
        return parts.length < 2 ? "" : parts[1];
    }

    /** A text for failed assertions. */
    @Override
    public String toString() {
        return "%s %s %s\n%d %s\n%s".formatted(method, target, requestHeaders.map(), status, headers.map(),
                StandardCharsets.UTF_8.decode(body.slice(0, Math.min(body.remaining(), 500))));
    }
}
