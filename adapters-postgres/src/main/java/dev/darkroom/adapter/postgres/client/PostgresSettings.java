package dev.darkroom.adapter.postgres.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, and how to log in.
 *
 * @param servers one, or the members of a cluster, of which the primary is used
 * @param password null if the server needs none, or if it is in a password file
 * @param tls {@code sslmode}, {@code sslrootcert}, {@code sslcert} and {@code sslkey}, as in libpq
 */
public record PostgresSettings(
        List<Server> servers, String database, String user, @Nullable String password, Map<String, String> tls) {
    /** The form that {@link #parse} accepts. */
    public static final String FORM = "postgresql://user:password@host:5432/database?sslmode=verify-full";

    private static final int DEFAULT_PORT = 5432;
    private static final Pattern URL = Pattern.compile(
            "postgres(?:ql)?://(?<user>[^:@/?#]+)(?::(?<password>[^@/?#]*))?@(?<servers>[^@/?#]+)/(?<database>[^/?#]+)"
                    + "(?:\\?(?<parameters>[^#]*))?");
    private static final Pattern SERVER =
            Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(?<port>[0-9]{1,5}))?");
    private static final Set<String> PARAMETERS = Set.of("sslmode", "sslrootcert", "sslcert", "sslkey");
    /** The value of {@code sslrootcert} for the certificates that the JDK trusts. */
    static final String SYSTEM = "system";

    private static final String VERIFY_FULL = "verify-full";
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** @param host a name or an address, IPv6 in brackets */
    public record Server(String host, int port) {}

    public PostgresSettings {
        servers = List.copyOf(servers);
        tls = Map.copyOf(tls);
    }

    /**
     * Reads a connection URL as libpq does. Special characters are percent-encoded.
     *
     * @param otherPassword the password if the URL has none
     * @throws IllegalArgumentException if the URL is invalid; the message says why in the words that follow "must", without
     *     a part of the URL that may be secret
     */
    public static PostgresSettings parse(String url, @Nullable String otherPassword) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("have the form " + FORM + "; percent-encode special characters");
        }
        String password = parts.group("password");
        return new PostgresSettings(
                servers(parts.group("servers")),
                decoded(parts.group("database")),
                decoded(parts.group("user")),
                password == null || password.isEmpty() ? otherPassword : decoded(password),
                tls(parts.group("parameters")));
    }

    private static List<Server> servers(String text) {
        List<Server> servers = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            Matcher parts = SERVER.matcher(each);
            if (!parts.matches()) {
                throw new IllegalArgumentException("name each server as host or host:port");
            }
            String port = parts.group("port");
            int number = port == null ? DEFAULT_PORT : Integer.parseInt(port);
            if (number < 1 || number > 65_535) {
                throw new IllegalArgumentException("have a port from 1 to 65535");
            }
            servers.add(new Server(parts.group("host"), number));
        }
        return servers;
    }

    private static Map<String, String> tls(@Nullable String parameters) {
        Map<String, String> tls = new HashMap<>();
        if (parameters != null && !parameters.isEmpty()) {
            for (String parameter : parameters.split("&", -1)) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                if (!PARAMETERS.contains(name)) {
                    throw new IllegalArgumentException(
                            "have no parameters but sslmode, sslrootcert, sslcert and sslkey");
                }
                tls.put(name, equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
            }
        }
        if (!SSL_MODES.contains(tls.getOrDefault("sslmode", "prefer"))) {
            throw new IllegalArgumentException(
                    "have an sslmode of disable, allow, prefer, require, verify-ca or verify-full");
        }
        addMeaningOfRootCertificate(tls);
        return tls;
    }

    /** PostgreSQL's documentation, "Database Connection Control Functions": {@code sslmode} and {@code sslrootcert}. */
    private static void addMeaningOfRootCertificate(Map<String, String> tls) {
        if (SYSTEM.equals(tls.get("sslrootcert"))) {
            if (!tls.getOrDefault("sslmode", VERIFY_FULL).equals(VERIFY_FULL)) {
                throw new IllegalArgumentException("have sslmode=verify-full with sslrootcert=system");
            }
            if (tls.containsKey("sslcert") || tls.containsKey("sslkey")) {
                // The driver would not send it.
                throw new IllegalArgumentException("have a file as sslrootcert to use a client certificate");
            }
            tls.put("sslmode", VERIFY_FULL);
        } else if (tls.containsKey("sslrootcert") && "require".equals(tls.get("sslmode"))) {
            tls.put("sslmode", "verify-ca");
        }
    }

    private static String decoded(String text) {
        try {
            // URLDecoder reads a plus sign as a space; a connection URL does not.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Without the cause, which shows the text.
            throw new IllegalArgumentException("be percent-encoded correctly");
        }
    }

    /** The servers and the database, for logs and messages. */
    public String description() {
        return servers.stream().map(server -> server.host() + ":" + server.port()).collect(Collectors.joining(","))
                + "/" + database;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "PostgresSettings[" + user + "@" + description() + ", " + tls + "]";
    }
}
