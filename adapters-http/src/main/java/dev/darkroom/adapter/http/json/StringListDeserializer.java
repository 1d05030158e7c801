package dev.darkroom.adapter.http.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads an array of strings, none of which is null. */
final class StringListDeserializer extends StrictDeserializer<List<String>> {
    private static final long serialVersionUID = 1L;

    StringListDeserializer() {
        super(List.class, "must be an array of strings");
    }

    @Override
    public List<String> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.START_ARRAY)) {
            throw refused(parser);
        }
        List<String> strings = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                throw refused(parser);
            }
            strings.add(parser.getText());
        }
        return strings;
    }
}
