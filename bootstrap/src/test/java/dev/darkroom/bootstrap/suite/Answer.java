package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.adapter.http.testkit.Exchange;
import dev.darkroom.adapter.http.testkit.OpenApiContract;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One HTTP response, with common assertions. */
public final class Answer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Answer(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /**
     * Checks the call and this response against openapi.yaml.
     *
     * @param target path and query of the call
     */
    public Answer checkedAgainstTheContract(Call call, String target) {
        OpenApiContract.OF_THE_SERVICE.check(new Exchange(call.method(), target, Exchange.headers(call.headers()),
                ByteBuffer.wrap(call.bytes()), status, headers, ByteBuffer.wrap(body)));
        // The document describes 500, but no call may receive it.
        assertThat(status).as(toString()).isNotEqualTo(500);
        return this;
    }

    public int status() {
        return status;
    }

    /** The value of a header, or an empty string if it is missing. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public byte[] bytes() {
        return body;
    }

    /** The checksum of the body in the format of an image. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new AssertionError("Not JSON: " + this, e);
        }
    }

    public String text(String field) {
        return json().path(field).asText();
    }

    public Answer expect(int expected) {
        assertThat(status).as(toString()).isEqualTo(expected);
        return this;
    }

    /** Expects a problem (RFC 9457) whose detail contains these words. */
    public Answer expectProblem(int expected, String code, String... words) {
        expect(expected);
        assertThat(header("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = json();
        assertThat(problem.path("status").asInt()).isEqualTo(expected);
        assertThat(problem.path("code").asText()).as(toString()).isEqualTo(code);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("type").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        for (String word : words) {
            assertThat(problem.path("detail").asText()).contains(word);
        }
        assertThat(problem.path("error").asText()).isEqualTo(problem.path("detail").asText());
        assertThat(problem.path("request_id").asText()).isNotEmpty().isEqualTo(header("X-Request-Id"));
        return this;
    }

    @Override
    public String toString() {
        return status + " " + new String(body, 0, Math.min(body.length, 500), StandardCharsets.UTF_8);
    }
}
