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
 * The query parameters of a request, read strictly: unknown, repeated and empty parameters and malformed values are refused by the name of
 * the parameter. Otherwise a misspelled filter would return the unfiltered list.
 */
public final class Parameters {
    /** More than any route needs, even if each tag of an upload is a parameter of its own. */
    static final int MAX_COUNT = 64;

    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads the query of a URL.
     *
     * @param query the raw query, or null if there is none
     * @param known the parameters of the route
     */
    public static Parameters parse(@Nullable String query, Set<String> known) {
        Parameters parameters = parseAny(query);
        for (String name : parameters.values.keySet()) {
            if (!known.contains(name)) {
                throw ProblemException.invalid(name, known.isEmpty()
                        ? "is unknown: this path has no query parameters"
                        : "is not a parameter here: there are " + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return parameters;
    }

    /** Reads the query of a URL with any names. */
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

    /** All parameters in the order in which they were sent. */
    public Map<String, List<String>> all() {
        return values;
    }

    /** The value of a parameter that may be given once, or null if it is absent. */
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
     * The converted values of a parameter that may be given several times.
     *
     * @param reader as for {@link #value}
     */
    public <T> List<T> values(String name, Function<String, T> reader) {
        return values.getOrDefault(name, List.of()).stream().map(text -> read(name, text, reader)).toList();
    }

    /**
     * The converted value of a parameter, or null if it is absent.
     *
     * @param reader converts the value. If it throws {@link InvalidValueException}, the parameter is refused with the same rule.
     */
    public <T> @Nullable T value(String name, Function<String, T> reader) {
        String text = text(name);
        return text == null ? null : read(name, text, reader);
    }

    private static <T> T read(String name, String text, Function<String, T> reader) {
        if (text.isEmpty()) {
            throw ProblemException.invalid(name, "must not be empty");
        }
        try {
            return reader.apply(text);
        } catch (InvalidValueException e) {
            throw ProblemException.invalid(name, e.rule());
        }
    }

    /** Whether the parameter is {@code true}. It may be {@code false} or absent. */
    public boolean flag(String name) {
        String text = text(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw ProblemException.invalid(name, "must be true or false");
        }
        return "true".equals(text);
    }

    /** A whole number within the bounds, or the default if the parameter is absent. */
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
