package dev.darkroom.adapter.http.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import dev.darkroom.adapter.http.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields of one object when their names are read, because Jackson would first copy the value of an unknown field into memory.
 * Limits the size of all strings together.
 */
final class StrictParser extends JsonParserDelegate {
    private final List<String> fields;
    private final Function<String, ProblemException> repeated;
    private final Set<String> read = new HashSet<>();
    private int textBytes;

    StrictParser(JsonParser parser, List<String> fields, Function<String, ProblemException> repeated) {
        super(parser);
        this.fields = fields;
        this.repeated = repeated;
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == JsonToken.FIELD_NAME && getParsingContext().getParent().inRoot()) {
            check(currentName());
        }
        return token;
    }

    private void check(String name) {
        if (!fields.contains(name)) {
            throw ProblemException.invalid(name, "is not a field here: there "
                    + (fields.size() == 1 ? "is " : "are ") + String.join(", ", fields));
        }
        if (!read.add(name)) {
            throw repeated.apply(name);
        }
    }

    /** The text of a string, which is read once. */
    @Override
    public String getText() throws IOException {
        String text = super.getText();
        textBytes += text.getBytes(StandardCharsets.UTF_8).length;
        if (textBytes > StrictJson.MAX_TEXT_BYTES) {
            throw ProblemException.invalid(StrictDeserializer.field(this),
                    "is too long: all strings may have 64 KiB together");
        }
        return text;
    }
}
