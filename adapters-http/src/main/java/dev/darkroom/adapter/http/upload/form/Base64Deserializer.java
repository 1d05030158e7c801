package dev.darkroom.adapter.http.upload.form;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import dev.darkroom.adapter.http.json.StrictDeserializer;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.upload.spool.Spool;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Decodes a picture piece by piece into the spool that is the attribute {@code Spool.class}. */
final class Base64Deserializer extends StrictDeserializer<Spool> {
    private static final long serialVersionUID = 1L;

    private static final int BUFFER_BYTES = 32 * 1024;

    Base64Deserializer() {
        super(Spool.class, "must be a string of base64");
    }

    @Override
    public Spool deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw refused(parser);
        }
        Spool spool = (Spool) context.getAttribute(Spool.class);
        try (OutputStream file = new BufferedOutputStream(spool.start(), BUFFER_BYTES)) {
            parser.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, file);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw ProblemException.invalid("image", "must be standard base64 with its padding");
        }
        return spool;
    }

    @Override
    public Spool getNullValue(DeserializationContext context) {
        throw refused(context.getParser());
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }
}
