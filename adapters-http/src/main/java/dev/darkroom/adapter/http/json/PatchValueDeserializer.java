package dev.darkroom.adapter.http.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Distinguishes a field that is null from a field that is absent. */
final class PatchValueDeserializer extends JsonDeserializer<PatchValue<?>> implements ContextualDeserializer {
    private final @Nullable JsonDeserializer<?> ofValue;

    /** For Jackson, which asks for the deserializer of each field with {@link #createContextual}. */
    PatchValueDeserializer() {
        this(null);
    }

    private PatchValueDeserializer(@Nullable JsonDeserializer<?> ofValue) {
        this.ofValue = ofValue;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
            throws JsonMappingException {
        return new PatchValueDeserializer(
                context.findContextualValueDeserializer(context.getContextualType().containedType(0), property));
    }

    @Override
    public PatchValue<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (ofValue == null) {
            throw new IllegalStateException("Not a field of a record");
        }
        return new PatchValue<>(ofValue.deserialize(parser, context));
    }

    @Override
    public PatchValue<?> getNullValue(DeserializationContext context) {
        return new PatchValue<>(null);
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }
}
