package dev.darkroom.adapter.http.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which JSON objects become records, and how the others are refused. */
class StrictJsonTest {
    private static final StrictJson<Sample> JSON = new StrictJson<>(Sample.class, "{\"size_bytes\": 1}");

    record Sample(
            @Nullable String name,
            @Nullable Long sizeBytes,
            @Nullable List<String> tags,
            @Nullable PatchValue<String> title,
            @Nullable PatchValue<List<String>> notes) {}

    private static Sample read(String json) throws IOException {
        return JSON.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
    }

    private static void assertRefused(InputStream body, ErrorCode code, String detail) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> JSON.read(body))
                .withMessage(detail)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static void assertRefused(String json, ErrorCode code, String detail) {
        assertRefused(new ByteArrayInputStream(json.getBytes(UTF_8)), code, detail);
    }

    @Test
    void fieldsBecomeComponents() throws IOException {
        assertThat(read("""
                {"tags": ["a", ""], "size_bytes": -9223372036854775808, "title": "t", "name": "", "notes": []}"""))
                .isEqualTo(new Sample("", Long.MIN_VALUE, List.of("a", ""), new PatchValue<>("t"),
                        new PatchValue<>(List.of())));
    }

    @Test
    void absentFieldsAreNull() throws IOException {
        assertThat(read("{}")).isEqualTo(new Sample(null, null, null, null, null));
    }

    @Test
    void nullFieldsAreNullExceptPatchValues() throws IOException {
        assertThat(read("{\"name\":null,\"size_bytes\":null,\"tags\":null,\"title\":null,\"notes\":null}"))
                .isEqualTo(new Sample(null, null, null, new PatchValue<>(null), new PatchValue<>(null)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"name\":1} | name must be a string",
        "{\"name\":true} | name must be a string",
        "{\"name\":[\"a\"]} | name must be a string",
        "{\"name\":{}} | name must be a string",
        "{\"size_bytes\":\"1\"} | size_bytes must be a whole number",
        "{\"size_bytes\":\"\"} | size_bytes must be a whole number",
        "{\"size_bytes\":1.0} | size_bytes must be a whole number",
        "{\"size_bytes\":1e3} | size_bytes must be a whole number",
        "{\"size_bytes\":9223372036854775808} | size_bytes must be a whole number",
        "{\"size_bytes\":[1]} | size_bytes must be a whole number",
        "{\"tags\":\"a\"} | tags must be an array of strings",
        "{\"tags\":[1]} | tags must be an array of strings",
        "{\"tags\":[null]} | tags must be an array of strings",
        "{\"tags\":[[\"a\"]]} | tags must be an array of strings",
        "{\"title\":1} | title must be a string",
        "{\"notes\":[{\"tags\":1}]} | notes must be an array of strings",
    })
    void valuesOfOtherTypesAreRefusedAndNotConverted(String json, String detail) {
        assertRefused(json, ErrorCode.INVALID_PARAMETER, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"a\",\"name\":\"a\"}", "{\"name\":null,\"name\":null}",
        "{\"name\":\"a\",\"size_bytes\":1,\"tags\":[],\"title\":\"\",\"notes\":[],\"name\":\"b\"}"})
    void repeatedFieldsAreRefused(String json) {
        assertRefused(json, ErrorCode.INVALID_PARAMETER, "name must be given once");
    }

    @Test
    void unknownFieldsAreRefusedBeforeTheirValueIsRead() {
        InputStream noValue = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("The value was read");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                throw new AssertionError("The value was read");
            }
        };

        assertRefused(new SequenceInputStream(new ByteArrayInputStream("{\"Name\":\"".getBytes(UTF_8)), noValue),
                ErrorCode.INVALID_PARAMETER,
                "Name is not a field here: there are name, size_bytes, tags, title, notes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "1", "\"a\"", "[]", "{", "{\"name\"", "{\"name\":\"a", "{\"tags\":[\"a\"",
        "{\"name\":\"a\",}", "{}{}", "{}]", "{} x", "{'name':'a'}", "{\"name\":a}", "{\"size_bytes\":01}",
        "{\"size_bytes\":NaN}", "{/**/}"})
    void aTextThatIsNotOneObjectIsRefused(String json) {
        assertRefused(json, ErrorCode.INVALID_REQUEST, "The body must be one JSON object such as {\"size_bytes\": 1}");
    }

    @Test
    void stringsAreLimitedTogether() throws IOException {
        String tags = "{\"tags\":[\"%s\",\"%s\"]}";
        String half = "ä".repeat(16 * 1024);

        assertThat(read(tags.formatted(half, half)).tags()).containsExactly(half, half);
        assertRefused(tags.formatted(half, half + "a"), ErrorCode.INVALID_PARAMETER,
                "tags is too long: all strings may have 64 KiB together");
    }

    @Test
    void theNumberOfElementsIsLimited() throws IOException {
        assertThat(read("{\"tags\":[" + "\"\",".repeat(20_000) + "\"\"]}").tags()).hasSize(20_001);
        assertRefused("{\"tags\":[" + "\"\",".repeat(40_000) + "\"\"]}", ErrorCode.INVALID_REQUEST,
                "The body must be one JSON object such as {\"size_bytes\": 1}");
    }
}
