package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.http.edge.AddressRange;
import dev.darkroom.adapter.http.edge.EdgeSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the variables that limit clients. */
final class EdgeVariables {
    /** No client sends more requests in a minute. */
    private static final int MAX_REQUESTS_PER_MINUTE = 1_000_000;

    /** Each upload uses one connection. The rest is for other requests. */
    private static final int MAX_UPLOADS = EdgeSettings.DEFAULT_MAX_CONNECTIONS - 124;

    /** The form that browsers send: scheme, host, and port unless it is the default (RFC 6454, section 6.2). */
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.-]+(:[0-9]{1,5})?");

    private EdgeVariables() {}

    static EdgeSettings read(Environment environment) {
        return new EdgeSettings(
                (int) environment.number(Variable.DARKROOM_RATE_LIMIT, 0, MAX_REQUESTS_PER_MINUTE),
                (int) environment.number(Variable.DARKROOM_MAX_CONCURRENT_UPLOADS, 1, MAX_UPLOADS),
                EdgeSettings.DEFAULT_MAX_CONNECTIONS,
                trustedProxies(environment),
                corsOrigins(environment));
    }

    private static List<AddressRange> trustedProxies(Environment environment) {
        return environment.list(Variable.DARKROOM_TRUSTED_PROXIES).stream().map(value -> {
            try {
                return AddressRange.parse(value);
            } catch (IllegalArgumentException e) {
                throw Environment.invalid(Variable.DARKROOM_TRUSTED_PROXIES, value,
                        "IP addresses or ranges such as 10.0.0.0/8, separated by commas");
            }
        }).toList();
    }

    private static Set<String> corsOrigins(Environment environment) {
        Set<String> origins = new LinkedHashSet<>(environment.list(Variable.DARKROOM_CORS_ORIGINS));
        for (String origin : origins) {
            boolean isAny = origin.equals("*") && origins.size() == 1;
            if (!isAny && !ORIGIN.matcher(origin).matches()) {
                throw Environment.invalid(Variable.DARKROOM_CORS_ORIGINS, origin,
                        "origins such as https://example.org, separated by commas, or * alone");
            }
        }
        return origins;
    }
}
