package dev.darkroom.adapter.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads one JSON object from a client (RFC 8259) into a record. The components of the record are the fields of the object, in
 * {@code snake_case}. A component is null if its field is absent or null.
 *
 * <p>Refused with {@code invalid_parameter}: unknown and repeated fields, and values of another type; no type is converted into another
 * one. Refused with {@code invalid_request}: everything that is not exactly one JSON object, or exceeds the limits. Thread-safe.
 */
public final class StrictJson<T> {
    /** All strings of one object together, in bytes of UTF-8, and one string, in characters. A picture is never held as a string. */
    public static final int MAX_TEXT_BYTES = 64 * 1024;

    /** A body of 64 KiB cannot have more; a larger one, which contains a picture, needs less. */
    private static final int MAX_TOKENS = 32 * 1024;

    private static final PropertyNamingStrategies.NamingBase NAMING = new PropertyNamingStrategies.SnakeCaseStrategy();

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_TEXT_BYTES)
                    .maxNameLength(256)
                    .maxNestingDepth(8)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            .build();

    private final Class<T> type;
    private final List<String> fields;
    private final String example;

    /** @param example a JSON object that is accepted, for the detail of a refusal */
    public StrictJson(Class<T> type, String example) {
        this.type = type;
        this.fields = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(NAMING::translate)
                .toList();
        this.example = example;
    }

    /**
     * Reads the whole stream and does not close it.
     *
     * @throws ProblemException if it does not contain what the record expects
     */
    public T read(InputStream body) throws IOException {
        return read(body, Map.of(), name -> ProblemException.invalid(name, "must be given once"));
    }

    /**
     * Reads the whole stream and does not close it.
     *
     * @param attributes available to the record's own deserializers
     * @param repeated the refusal of a field that occurs twice, by its name
     * @throws ProblemException if the stream does not contain what the record expects
     */
    public T read(InputStream body, Map<?, ?> attributes, Function<String, ProblemException> repeated)
            throws IOException {
        try (JsonParser json = new StrictParser(FACTORY.createParser(body), fields, repeated)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed();
            }
            T value = Databind.READER.forType(type).withAttributes(attributes).readValue(json);
            if (json.nextToken() != null) {
                throw malformed();
            }
            return value;
        } catch (JsonProcessingException e) {
            throw malformed();
        }
    }

    private ProblemException malformed() {
        return new ProblemException(ErrorCode.INVALID_REQUEST, "The body must be one JSON object such as " + example);
    }

    /** Initialized at the first object: the start of the server does not wait for it. */
    private static final class Databind {
        private static final ObjectReader READER = JsonMapper.builder(FACTORY)
                .propertyNamingStrategy(NAMING)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                // A ProblemException must arrive as it was thrown.
                .disable(DeserializationFeature.WRAP_EXCEPTIONS)
                .addModule(new SimpleModule()
                        .addDeserializer(String.class, new StringDeserializer())
                        .addDeserializer(List.class, new StringListDeserializer())
                        .addDeserializer(Long.class, new WholeNumberDeserializer())
                        .addDeserializer(PatchValue.class, new PatchValueDeserializer()))
                .build()
                .reader();
    }
}
