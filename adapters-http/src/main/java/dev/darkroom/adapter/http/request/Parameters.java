package dev.darkroom.adapter.http.request;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.InvalidValueException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of one request, read strictly: what a route does not know, a repeated or empty parameter and a
 * malformed value are refused with the parameter's name, so that a misspelt filter never gives the unfiltered list.
 */
public final class Parameters {
    /** More than any route knows, with every tag of an upload alone. */
    static final int MAX_COUNT = 64;

    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads the query of a URL.
     *
     * @param query as it was sent, or null when there was none
     * @param known the names that the route knows
     */
    public static Parameters parse(@Nullable String query, Set<String> known) {
        Parameters parameters = parseAny(query);
        for (String name : parameters.values.keySet()) {
            if (!known.contains(name)) {
                throw ProblemException.invalid(name, known.isEmpty()
                        ? "is unknown: there are no query parameters here"
                        : "is not a parameter here: there are " + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return parameters;
    }

    /** Reads the query of a URL whatever names it has. */
    public static Parameters parseAny(@Nullable String query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (query != null) {
            String[] pairs = query.split("&", MAX_COUNT + 1);
            if (pairs.length > MAX_COUNT) {
                throw new ProblemException(ErrorCode.INVALID_REQUEST,
                        "The query has more than %d parameters".formatted(MAX_COUNT));
            }
            for (String pair : pairs) {
                if (!pair.isEmpty()) {
                    int equals = pair.indexOf('=');
                    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                    String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
                }
            }
        }
        return new Parameters(values);
    }

    private static String decode(String encoded) {
        return PercentEncoding.decodeQuery(encoded)
                .orElseThrow(() -> new ProblemException(ErrorCode.INVALID_REQUEST,
                        "The query has a malformed percent-encoding"));
    }

    /** Everything, in the order sent. */
    public Map<String, List<String>> all() {
        return values;
    }

    /** The value of a parameter that can be given once, or null when it is absent. */
    @Nullable
    public String text(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.isEmpty()) {
            return null;
        }
        if (given.size() > 1) {
            throw ProblemException.invalid(name, "must be given once");
        }
        if (given.getFirst().isEmpty()) {
            throw ProblemException.invalid(name, "must not be empty");
        }
        return given.getFirst();
    }

    /**
     * The value made into what it means, or null when the parameter is absent.
     *
     * @param reader may throw {@link InvalidValueException}; its rule is then told under this parameter's name
     */
    public <T> @Nullable T value(String name, Function<String, T> reader) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return reader.apply(text);
        } catch (InvalidValueException e) {
            throw ProblemException.invalid(name, e.rule());
        }
    }

    /** A whole number within the bounds, or the default when the parameter is absent. */
    public long number(String name, long min, long max, long defaultValue) {
        String text = text(name);
        if (text == null) {
            return defaultValue;
        }
        long number = text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
        if (number < min || number > max) {
            throw ProblemException.invalid(name, "must be a whole number from %d to %d".formatted(min, max));
        }
        return number;
    }
}
