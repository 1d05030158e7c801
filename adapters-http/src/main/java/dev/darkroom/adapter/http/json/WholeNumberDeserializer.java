package dev.darkroom.adapter.http.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import java.io.IOException;

/** Reads a number that is written without a fraction or an exponent, and fits a {@code long}. */
final class WholeNumberDeserializer extends StrictDeserializer<Long> {
    private static final long serialVersionUID = 1L;

    WholeNumberDeserializer() {
        super(Long.class, "must be a whole number");
    }

    @Override
    public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT) || parser.getNumberType() == NumberType.BIG_INTEGER) {
            throw refused(parser);
        }
        return parser.getLongValue();
    }
}
