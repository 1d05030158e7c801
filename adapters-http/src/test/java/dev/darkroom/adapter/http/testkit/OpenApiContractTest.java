package dev.darkroom.adapter.http.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract check finds each mistake that is planted into a valid exchange. */
class OpenApiContractTest {
    private static final OpenApiContract CONTRACT = OpenApiContract.OF_THE_SERVICE;
    private static final String FORM = "multipart/form-data; boundary=b";

    /** A valid request and the text of its response, in which a test replaces one part. */
    enum Right {
        VIEW("GET", "/images/1?expires_in=60", "", "", 200, "application/json", schemaExample("ImageView"),
                "ETag: \"1\"", "Cache-Control: no-store"),
        VIEW_BY_HEAD("HEAD", "/images/1", "", "", 200, "application/json", "", "ETag: \"1\"",
                "Cache-Control: no-store"),
        TRASHED_VIEW("GET", "/images/1?state=trashed", "", "", 200, "application/json", trashedExample(), "ETag: \"1\"",
                "Cache-Control: no-store"),
        TRASHED_LIST("GET", "/images?state=trashed", "", "", 200, "application/json",
                "{\"items\":[" + trashedExample() + "],\"next_cursor\":null}", "ETag: \"abc\"",
                "Cache-Control: private, no-cache", "Vary: Accept-Encoding"),
        LIST("GET", "/images?limit=1&tag=sea", "", "", 200, "application/json",
                "{\"items\":[" + schemaExample("Image") + "],\"next_cursor\":null}", "ETag: \"abc\"",
                "Cache-Control: private, no-cache", "Vary: Accept-Encoding"),
        NOT_FOUND("GET", "/images/1", "", "", 404, "application/problem+json", problem("not_found")),
        NO_ROUTE("GET", "/nothing", "", "", 404, "application/problem+json", problem("not_found")),
        CANCEL("DELETE", "/uploads/1", "", "", 204, "", ""),
        UPLOAD("POST", "/upload", FORM, part("user_id", "alice") + part("tags", "sea, kite") + part("file", "…")
                + "--b--\r\n", 201, "application/json", schemaExample("Image"), "Location: /images/1"),
        RAW_UPLOAD("POST", "/upload?user_id=alice&title=", "image/png", "…", 201, "application/json",
                schemaExample("Image"), "Location: /images/1"),
        EXISTING("POST", "/upload", FORM, part("user_id", "alice") + part("file", "…") + "--b--\r\n", 200,
                "application/json", schemaExample("Image"), "Location: /images/1"),
        EDIT("PATCH", "/images/1", "application/json", "{\"title\":\"Kite\"}", 200, "application/json",
                schemaExample("Image"), "ETag: \"2\""),
        BLOB("GET", "/blobs/a/b/c.png?link=x", "", "", 304, "", "", "ETag: \"1\"", "Last-Modified: x",
                "Cache-Control: private, max-age=3, immutable", "Accept-Ranges: bytes", "Content-Disposition: inline");

        private final String text;

        Right(String method, String target, String type, String body, int status, String answerType, String answer,
                String... headers) {
            String allHeaders = String.join("\n", Stream.concat(Arrays.stream(headers),
                    Stream.of("X-Request-Id: r-1", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
                            "Content-Security-Policy: default-src 'none'", "Cross-Origin-Resource-Policy: same-origin",
                            "Date: today"))
                    .toList());
            text = String.join("\u0000", method, target, type, body, Integer.toString(status), answerType, allHeaders,
                    answer);
        }

        Exchange exchange(String old, String replacement) {
            if (!text.contains(old)) {
                throw new IllegalArgumentException(old + " is not in " + text);
            }
            String[] parts = text.replace(old, replacement).split("\u0000", -1);
            String[] headers = Stream.concat(parts[6].lines(), Stream.of("Content-Type: " + parts[5]))
                    .filter(line -> !line.endsWith(": "))
                    .flatMap(line -> Arrays.stream(line.split(": ", 2)))
                    .toArray(String[]::new);
            return new Exchange(parts[0], parts[1], Exchange.headers("Content-Type", parts[2]), bytes(parts[3]),
                    Integer.parseInt(parts[4]), Exchange.headers(headers), bytes(parts[7]));
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String part(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String schemaExample(String schema) {
        return CONTRACT.document().component("schemas", schema).path("examples").path(0).toString();
    }

    private static String trashedExample() {
        return schemaExample("Image").replace("\"version\":1", "\"version\":1," +
                "\"trashed_at\":\"2026-11-22T23:26:11.123Z\",\"purge_at\":\"2026-12-22T23:26:11.123Z\"");
    }

    private static String problem(String code) {
        return CONTRACT.document().component("examples", code).path("value").toString();
    }

    @Test
    void aValidExchangePasses() {
        for (Right right : Right.values()) {
            CONTRACT.check(right.exchange("", ""));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock = """
                    VIEW         | 200                        | 202                       | does not answer 202
                    VIEW         | 200                        | 422                       | 'application/json' is not documented
                    VIEW         | ETag: "1"                  | Date: today               | header etag is missing
                    VIEW         | ETag: "1"                  | ETag: 1                   | header etag
                    VIEW         | X-Request-Id: r-1          | Date: today               | header x-request-id is missing
                    VIEW         | Date: today                | X-Powered-By: Coffee      | header X-Powered-By is not documented
                    VIEW         | "version":1                | "version":0               | version
                    VIEW         | "version":1                | "version":"1"             | version
                    VIEW         | "version":1,               | ``                        | version
                    VIEW         | "version":1                | "version":1,"rating":5    | rating
                    VIEW         | "width":150                | "width":150,"depth":3     | depth
                    VIEW         | 2026-11-22T                | 22.11.2026 T              | created_at
                    VIEW         | application/json           | text/html                 | 'text/html' is not documented
                    VIEW         | expires_in=60              | expires_in=0              | parameter expires_in
                    VIEW         | expires_in=60              | expires_at=60             | parameter expires_at is not documented
                    VIEW         | "url":                     | "link":                   | url
                    VIEW         | "version":1,               | "version":1,"purge_at":"2026-12-22T23:26:11.123Z", | purge_at
                    TRASHED_VIEW | "purge_at":                | "purge":                  | purge_at
                    TRASHED_VIEW | "version":1                | "version":1,"url":"http://127.0.0.1/x" | url
                    TRASHED_VIEW | state=trashed              | state=gone                | parameter state
                    TRASHED_LIST | "purge_at":                | "purge":                  | purge_at
                    EXISTING     | Location: /images/1        | Location: /uploads/1      | header location
                    VIEW_BY_HEAD | application/json           | text/html                 | 'text/html' is not documented
                    LIST         | "version":1                | "version":1,"rating":5    | rating
                    LIST         | ,"next_cursor":null        | ``                        | next_cursor
                    LIST         | limit=1                    | limit=101                 | parameter limit
                    NOT_FOUND    | "code":"not_found"         | "code":"forbidden"        | code "forbidden" is not documented for 404
                    NOT_FOUND    | "code":"not_found"         | "code":"no_such_code"     | no_such_code
                    NOT_FOUND    | "status":404               | "status":400              | another status
                    NOT_FOUND    | application/problem+json   | application/json          | 'application/json' is not documented
                    NO_ROUTE     | 404                        | 403                       | What is no operation does not answer 403
                    CANCEL       | Date: today                | Content-Type: text/plain  | a body is not documented
                    UPLOAD       | name="tags"                | name="colour"             | colour
                    UPLOAD       | name="file"                | name="title"              | file
                    UPLOAD       | multipart/form-data        | multipart/mixed           | 'multipart/mixed; boundary=b' is not documented, and was accepted
                    UPLOAD       | /upload                    | /upload?colour=red        | colour
                    RAW_UPLOAD   | user_id=alice              | colour=red                | colour
                    EDIT         | "title":"Kite"             | "colour":"red"            | colour
                    EDIT         | "title":"Kite"             | "title":7                 | title
                    BLOB         | Accept-Ranges: bytes       | Accept-Ranges: none       | accept-ranges
                    """)
    void aPlantedMistakeIsFound(Right right, String old, String replacement, String told) {
        Exchange exchange = right.exchange(old, replacement);

        assertThatThrownBy(() -> CONTRACT.check(exchange)).isInstanceOf(AssertionError.class)
                .hasMessageContaining(told);
    }
}
