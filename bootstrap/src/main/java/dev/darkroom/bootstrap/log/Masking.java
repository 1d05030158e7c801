package dev.darkroom.bootstrap.log;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Replaces secrets in logged text by {@code ***}: credentials in headers, JSON Web Tokens, signatures of presigned URLs,
 * passwords in URLs, and known secrets. This is the last line of defence: code should not log secrets at all. Thread-safe.
 */
final class Masking {
    private static final String MASK = "***";

    /** Tokens and signatures are longer. A shorter minimum would mask ordinary words. */
    private static final int SHORTEST_SECRET = 8;

    /** Names of parameters and headers that contain secrets; Amazon S3 User Guide, "Authenticating requests". */
    private static final String NAMES =
            "x-amz-(?:signature|security-token|credential)|signature|credential|access_token|id_token|refresh_token"
                    + "|client_secret|password";

    private static final String HEADERS =
            "(?:proxy-)?authorization|idempotency-key|cookie|set-cookie|x-amz-security-token";

    private static final Pattern NAME = Pattern.compile(NAMES + "|" + HEADERS, Pattern.CASE_INSENSITIVE);

    /** The text in a group {@code k…} is kept; the rest of the match is masked. */
    private static final String PATTERNS = String.join(
            "|",
            "(?<k1>\\b(?:" + NAMES + ")(?:=|%3D))[^&\\s\"',;)}\\]]+",
            "(?<k2>\\b(?:" + HEADERS + ")\"?(?:: ?|=)\\[?\"?)(?:(?:Bearer|Basic|AWS4-HMAC-SHA256) )?[^\\s\"',;)}\\]]+",
            "(?<k3>\\b(?:Bearer|Basic) +)[A-Za-z0-9._~+/=-]{" + SHORTEST_SECRET + ",}",
            "eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{2,}\\.[A-Za-z0-9_-]*",
            "(?<k4>://)[^/\\s:@]+:[^/\\s@]+(?=@)");

    /** Endings of the names above. */
    private static final List<String> SECRET_NAME_ENDS =
            List.of("signature", "token", "credential", "secret", "password", "authorization", "idempotency-key",
                    "cookie");

    private final Pattern secrets;
    private final boolean hasLiterals;
    private final Map<String, Boolean> secretNames = new ConcurrentHashMap<>();

    /** @param known secrets that are masked wherever they occur; those with fewer than 8 characters are ignored */
    Masking(List<String> known) {
        String literals = known.stream()
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        this.hasLiterals = !literals.isEmpty();
        this.secrets = Pattern.compile(
                literals.isEmpty() ? PATTERNS : literals + "|" + PATTERNS, Pattern.CASE_INSENSITIVE);
    }

    String mask(String text) {
        return !hasLiterals && isHarmless(text) ? text : secrets.matcher(text).replaceAll(Masking::masked);
    }

    /** Whether no pattern can match. Checking each character is faster than the patterns. */
    private static boolean isHarmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            char before = i == 0 ? '\0' : text.charAt(i - 1);
            boolean mayBeSecret = switch (text.charAt(i)) {
                case '=', ':' ->
                    (!text.startsWith(MASK, i + 1) && endsWithSecretName(text, i)) || text.startsWith("://", i);
                case '%' -> text.regionMatches(true, i, "%3D", 0, 3);
                // The start of a token, eyJ, and the end of Bearer and Basic.
                case 'y', 'Y' -> before == 'e' || before == 'E';
                case ' ' -> before == 'r' || before == 'R' || before == 'c' || before == 'C';
                default -> false;
            };
            if (mayBeSecret) {
                return false;
            }
        }
        return true;
    }

    private static boolean endsWithSecretName(String text, int end) {
        int nameEnd = end > 0 && text.charAt(end - 1) == '"' ? end - 1 : end;
        for (String name : SECRET_NAME_ENDS) {
            if (text.regionMatches(true, nameEnd - name.length(), name, 0, name.length())) {
                return true;
            }
        }
        return false;
    }

    /** Masks the value of a field. The name of a field can mark its value as a secret. */
    Object mask(String name, Object value) {
        return value instanceof Number ? value : isSecret(name) ? MASK : mask(value.toString());
    }

    /** The cache stays small, because only this program defines field names. */
    private boolean isSecret(String name) {
        return secretNames.computeIfAbsent(name, key -> NAME.matcher(key).matches());
    }

    private static String masked(MatchResult found) {
        return Stream.of("k1", "k2", "k3", "k4")
                .map(found::group)
                .filter(Objects::nonNull)
                .findFirst()
                .map(kept -> Matcher.quoteReplacement(kept) + MASK)
                .orElse(MASK);
    }
}
