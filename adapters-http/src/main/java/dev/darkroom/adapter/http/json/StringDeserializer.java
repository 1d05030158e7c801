package dev.darkroom.adapter.http.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import java.io.IOException;

/** Reads a string. */
final class StringDeserializer extends StrictDeserializer<String> {
    private static final long serialVersionUID = 1L;

    StringDeserializer() {
        super(String.class, "must be a string");
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw refused(parser);
        }
        return parser.getText();
    }
}
