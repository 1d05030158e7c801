package dev.darkroom.bootstrap.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.adapter.http.server.MemoryHttpServer.Field;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Request;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
    @ParameterizedTest
    @CsvSource({
        "$default, /images/1, /images/1", //
        "live, /live/images/1, /images/1", //
        "live, /live, /", //
        "live, /lively, /lively", //
        "images, /images/images/1, /images/1", //
        "$default, '', /"})
    void stageIsRemovedFromThePath(String stage, String rawPath, String path) throws IOException {
        assertThat(request(null, version2(stage, rawPath, "")).target()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/pictures, /pictures/images/1, /images/1", //
        "https://example.com/pictures/, /pictures/images/1, /images/1", //
        "https://example.com/pictures, /images/1, /images/1", //
        "https://example.com, /images/1, /images/1", //
        "https://example.com/, /images/1, /images/1"})
    void pathOfThePublicUrlIsRemovedFromThePath(URI publicUrl, String sent, String path) throws IOException {
        assertThat(request(publicUrl, version2("$default", sent, "")).target()).isEqualTo(path);
        assertThat(request(publicUrl, version1(sent)).target()).isEqualTo(path);
    }

    @Test
    void charactersThatTheGatewayDecodedAreEscapedAgain() throws IOException {
        assertThat(request(null, version1("/images/凧 a?b#c%20d")).target())
                .isEqualTo("/images/%E5%87%A7%20a%3Fb%23c%20d");
        assertThat(request(null, version2("$default", "/images", "tag=a b&tag=%C3%A9?/{}")).target())
                .isEqualTo("/images?tag=a%20b&tag=%C3%A9?/%7B%7D");
    }

    @Test
    void sourceIsTheClientOfTheGateway() throws IOException {
        assertThat(request(null, """
                {"httpMethod": "GET", "path": "/images", "requestContext": {"identity": {"sourceIp": "192.0.2.1"}}}""")
                .source()).isEqualTo("192.0.2.1");
        assertThat(request(null, """
                {"version": "2.0", "rawPath": "/images",
                 "requestContext": {"http": {"method": "GET", "sourceIp": "2001:db8::1"}}}""").source())
                .isEqualTo("2001:db8::1");
        assertThat(request(null, version1("/images")).source()).isEmpty();
    }

    @Test
    void singleValuesAreUsedIfThereAreNoMultipleValues() throws IOException {
        Request request = request(null, """
                {"httpMethod": "GET", "path": "/images", "headers": {"hOst": "a.example.com", "X-A": "1"},
                 "queryStringParameters": {"tag": "a+b c"}, "body": null, "isBase64Encoded": false}""");

        assertThat(request.target()).isEqualTo("/images?tag=a%2Bb%20c");
        assertThat(request.origin()).isEqualTo("https://a.example.com");
        assertThat(request.fields()).contains(new Field("X-A", "1"));
        assertThat(request.body().remaining()).isZero();
    }

    @Test
    void hostIsThatOfTheGatewayIfTheClientSentNone() throws IOException {
        assertThat(request(null, """
                {"version": "1.0", "httpMethod": "GET", "path": "/",
                 "requestContext": {"domainName": "abc.execute-api.example.com"}}""").origin())
                .isEqualTo("https://abc.execute-api.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "null", "[]", "{}", "{\"source\": \"aws.events\", \"version\": \"0\"}",
                "{\"version\": \"2.0\", \"requestContext\": {}}", "{\"version\": \"2.0\", \"httpMethod\": \"GET\"}",
                "{\"httpMethod\": \"GET\"}", "{\"httpMethod\": \"GET\", \"path\": 1}",
                "{\"httpMethod\": \"G ET\", \"path\": \"/\"}",
                "{\"httpMethod\": \"GET\", \"path\": \"/\", \"headers\": {\"A\": \"b\\r\\nC: d\"}}",
                "{\"httpMethod\": \"GET\", \"path\": \"/\", \"headers\": {\"A b\": \"c\"}}",
                "{\"httpMethod\": \"GET\", \"path\": \"/\", \"headers\": {\"Host\": \"a b\"}}",
                "{\"httpMethod\": \"GET\", \"path\": \"/\", \"isBase64Encoded\": true, \"body\": \"?\"}"})
    void invalidEventIsRejected(String event) {
        assertThatIllegalArgumentException().isThrownBy(() -> request(null, event));
    }

    @Test
    void binaryBodyIsEncodedAsBase64AndTextIsNot() throws IOException {
        assertThat(written(EventFormat.V2, new byte[]{(byte) 0xFF, 0}))
                .contains("\"body\":\"/wA=\"", "\"isBase64Encoded\":true");
        assertThat(written(EventFormat.V2, "凧".getBytes(UTF_8)))
                .contains("\"body\":\"凧\"", "\"isBase64Encoded\":false");
    }

    @Test
    void headersAreWrittenInTheFormatOfTheGateway() throws IOException {
        assertThat(written(EventFormat.V1, new byte[0]))
                .contains("\"statusCode\":200", "\"multiValueHeaders\":{\"Vary\":[\"A\",\"B\"]}")
                .doesNotContain("Connection");
        assertThat(written(EventFormat.V2, new byte[0]))
                .contains("\"headers\":{\"Vary\":\"A, B\"}")
                .doesNotContain("Connection");
    }

    private static String written(EventFormat format, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Field> fields = List.of(new Field("Vary", "A"), new Field("Connection", "close"), new Field("Vary", "B"));
        format.write(new Response(200, fields, ByteBuffer.wrap(body)), out);
        return out.toString(UTF_8);
    }

    private static Request request(@Nullable URI publicUrl, String event) throws IOException {
        return new Gateway(publicUrl).read(new ByteArrayInputStream(event.getBytes(UTF_8))).request();
    }

    private static String version1(String path) {
        return "{\"httpMethod\": \"GET\", \"path\": \"" + path + "\"}";
    }

    private static String version2(String stage, String rawPath, String query) {
        return """
                {"version": "2.0", "rawPath": "%s", "rawQueryString": "%s", "headers": {"host": "example.com"},
                 "requestContext": {"stage": "%s", "http": {"method": "GET"}}}""".formatted(rawPath, query, stage);
    }
}
