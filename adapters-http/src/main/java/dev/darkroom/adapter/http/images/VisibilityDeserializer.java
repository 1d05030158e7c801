package dev.darkroom.adapter.http.images;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import dev.darkroom.adapter.http.json.ApiNames;
import dev.darkroom.adapter.http.json.StrictDeserializer;
import dev.darkroom.domain.model.image.Visibility;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a visibility, which can be absent but not null. */
final class VisibilityDeserializer extends StrictDeserializer<Visibility> {
    private static final long serialVersionUID = 1L;

    VisibilityDeserializer() {
        super(Visibility.class, ApiNames.VISIBILITY_RULE);
    }

    @Override
    public Visibility deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw refused(parser);
        }
        return ApiNames.visibility(parser.getText());
    }

    @Override
    public Visibility getNullValue(DeserializationContext context) {
        throw refused(context.getParser());
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }
}
