package dev.darkroom.adapter.http.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.darkroom.adapter.http.problem.ProblemException;

/** Reads the value of a field, and refuses a value of another type by the name of the field. */
public abstract class StrictDeserializer<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final String rule;

    /** @param rule what is accepted, as the rest of a sentence that starts with the name of the field */
    protected StrictDeserializer(Class<?> type, String rule) {
        super(type);
        this.rule = rule;
    }

    /** The refusal of the value that is being read. */
    protected final ProblemException refused(JsonParser parser) {
        return ProblemException.invalid(field(parser), rule);
    }

    /** The field of the whole object whose value is being read. */
    static String field(JsonParser parser) {
        JsonStreamContext context = parser.getParsingContext();
        while (!context.getParent().inRoot()) {
            context = context.getParent();
        }
        return context.getCurrentName();
    }
}
