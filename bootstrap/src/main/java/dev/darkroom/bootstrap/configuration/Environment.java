package dev.darkroom.bootstrap.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads typed values from environment variables. A blank variable counts as not set. */
final class Environment {
    private static final Pattern CONTROL_CHARACTERS = Pattern.compile("\\p{Cntrl}");
    private static final Pattern SECRET =
            Pattern.compile("(?:DARKROOM|AWS|OTEL)_.*(?:SECRET|PASSWORD|_TOKEN|_HEADERS)(?:_ACCESS_KEY)?|PGPASSWORD");
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("://[^/\\s:@]*:([^@\\s]+)@");
    private static final int MAX_SHOWN_CHARACTERS = 200;
    private static final String FILE_SUFFIX = "_FILE";
    private static final int MAX_SECRET_BYTES = 64 * 1024;

    private final Map<String, String> values;

    private Environment(Map<String, String> values) {
        this.values = values;
    }

    /**
     * The environment, with the secrets of files: the content of the file {@code NAME_FILE} is the value of {@code NAME}.
     *
     * @throws BadConfigurationException if a file can't be read, or the variable is set too
     */
    static Environment of(Map<String, String> variables) {
        Map<String, String> values = new HashMap<>(variables);
        for (Variable variable : Variable.values()) {
            String name = variable.name();
            String file = variables.getOrDefault(name, "").strip();
            if (name.endsWith(FILE_SUFFIX) && !file.isEmpty()) {
                String ofContent = name.substring(0, name.length() - FILE_SUFFIX.length());
                if (!variables.getOrDefault(ofContent, "").isBlank()) {
                    throw new BadConfigurationException(
                            "Both " + ofContent + " and " + name + " are set: set only one of them.");
                }
                values.put(ofContent, content(variable, file));
            }
        }
        return new Environment(values);
    }

    private static String content(Variable variable, String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return new String(in.readNBytes(MAX_SECRET_BYTES), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw invalid(variable, file, "a file that can be read");
        }
    }

    Optional<String> given(Variable variable) {
        return Optional.ofNullable(values.get(variable.name())).map(String::strip).filter(value -> !value.isEmpty());
    }

    String text(Variable variable, Pattern accepted, String description) {
        String value = valueOf(variable);
        if (!accepted.matcher(value).matches()) {
            throw invalid(variable, value, description);
        }
        return value;
    }

    String valueOf(Variable variable) {
        @Nullable
        String fallback = variable.fallback();
        return given(variable).orElseGet(() -> {
            if (fallback == null) {
                throw new IllegalStateException(variable + " has no default");
            }
            return fallback;
        });
    }

    /** Values separated by commas. Empty if the variable is not set. */
    List<String> list(Variable variable) {
        return given(variable)
                .map(value -> Arrays.stream(value.split(",", -1)).map(String::strip).toList())
                .orElse(List.of());
    }

    long number(Variable variable, long min, long max) {
        String value = valueOf(variable);
        // ASCII digits only: Long.parseLong also accepts a sign and the digits of other scripts.
        if (value.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw invalid(variable, value, String.format(Locale.ROOT, "a whole number from %d to %d", min, max));
    }

    boolean flag(Variable variable, boolean fallback) {
        return given(variable).map(value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(variable, value, "true or false");
        }).orElse(fallback);
    }

    /** One of an enum's constants, case-insensitive, or the fallback if the variable is not set. */
    <E extends Enum<E>> E choice(Variable variable, Class<E> type, E fallback) {
        return given(variable).map(value -> choice(variable, value, type)).orElse(fallback);
    }

    /** One of an enum's constants, case-insensitive. */
    <E extends Enum<E>> E choice(Variable variable, Class<E> type) {
        return choice(variable, valueOf(variable), type);
    }

    private static <E extends Enum<E>> E choice(Variable variable, String value, Class<E> type) {
        E[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(
                        () -> invalid(
                                variable,
                                value,
                                Arrays.stream(constants)
                                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(" or "))));
    }

    /** An absolute path, or null if the variable is not set. */
    @Nullable
    Path path(Variable variable, String accepted) {
        return given(variable).map(value -> path(variable, value, accepted)).orElse(null);
    }

    /** An absolute path. */
    static Path path(Variable variable, String value, String accepted) {
        try {
            return Path.of(value).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw invalid(variable, value, accepted);
        }
    }

    /** The absolute URL of a server: scheme, host and optionally port and path. Null if the variable is not set. */
    @Nullable
    URI address(Variable variable) {
        return given(variable).map(value -> address(variable, value, false)).orElse(null);
    }

    /** The absolute URL of a server, optionally with a query. */
    URI addressWithQuery(Variable variable, String value) {
        return address(variable, value, true);
    }

    private static URI address(Variable variable, String value, boolean mayHaveQuery) {
        try {
            URI uri = new URI(value);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            boolean plain = uri.getUserInfo() == null && (mayHaveQuery || uri.getQuery() == null)
                    && uri.getFragment() == null;
            if (web && uri.getHost() != null && uri.getPort() <= 65_535 && plain) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Rejected below.
        }
        throw invalid(variable, value, "an address such as https://pictures.example.com");
    }

    /** The variables that are set and whose names start with the prefix, sorted by name. */
    Map<String, String> startingWith(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix) && !value.isBlank()) {
                found.put(name, value.strip());
            }
        });
        return found;
    }

    /**
     * The values of variables that contain secrets by their names, of Darkroom, the AWS SDK, OpenTelemetry and PostgreSQL, and
     * passwords in the URLs of Darkroom's variables, as they are and percent-decoded.
     */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        values.forEach((name, value) -> {
            if (SECRET.matcher(name).matches()) {
                Stream<String> parts = switch (name) {
                    // Headers are name=value, separated by commas.
                    case String headers when headers.endsWith("_HEADERS") ->
                        Arrays.stream(value.split(",")).map(header -> header.substring(header.indexOf('=') + 1));
                    case "DARKROOM_WEBHOOK_SECRET" -> WebhookVariables.SEPARATOR.splitAsStream(value);
                    default -> Stream.of(value);
                };
                parts.map(String::strip).forEach(secrets::add);
            }
            if (name.startsWith("DARKROOM_")) {
                PASSWORD_IN_URL.matcher(value).results().map(found -> found.group(1)).forEach(password -> {
                    secrets.add(password);
                    decoded(password).filter(text -> !text.equals(password)).ifPresent(secrets::add);
                });
            }
        });
        return secrets;
    }

    /** Empty if the text is not encoded correctly. */
    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The names of unknown variables that start with {@code DARKROOM_}, sorted. */
    List<String> unknown() {
        List<String> unknown = new ArrayList<>();
        for (String name : values.keySet()) {
            if (name.startsWith("DARKROOM_")
                    && Arrays.stream(Variable.values()).noneMatch(v -> v.name().equals(name))) {
                unknown.add(name);
            }
        }
        unknown.sort(null);
        return unknown;
    }

    /** @param sentence says what is wrong, without a full stop */
    static BadConfigurationException wrong(Variable variable, String sentence) {
        return new BadConfigurationException(
                variable + ": " + CONTROL_CHARACTERS.matcher(sentence).replaceAll("?") + ".");
    }

    static BadConfigurationException invalid(Variable variable, String value, String accepted) {
        String printable = CONTROL_CHARACTERS.matcher(value).replaceAll("?");
        String shown = printable.length() > MAX_SHOWN_CHARACTERS
                ? printable.substring(0, MAX_SHOWN_CHARACTERS) + "…"
                : printable;
        return new BadConfigurationException(variable + " is \"" + shown + "\", but must be " + accepted + ".");
    }
}
