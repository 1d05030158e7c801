package dev.darkroom.adapter.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.security.TokenVerifier;
import dev.darkroom.domain.port.out.security.TokenVerifier.Verification;
import dev.darkroom.domain.testkit.contract.TokenVerifierContract;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierTest implements TokenVerifierContract {
    private static final RSAKey KEY = Issuer.newKey("one");
    private static final RSAKey NEXT_KEY = Issuer.newKey("two");
    private static final RSAKey OTHER_KEY = Issuer.newKey("one");
    private static final String SECRET = "a secret of thirty-two bytes, it";
    private static final Verification ALICE = new Verification.Valid("alice", Set.of());
    private static final Verification NOT_SIGNED_BY_THE_ISSUER =
            new Verification.Invalid("The token is not signed by a key of the issuer");

    private final MovableClock clock = new MovableClock();
    private final Issuer issuer = new Issuer(KEY);
    private final JwtVerifier verifier = verifier(new TokenKeys.Published(issuer.keys()), JwtAlgorithm.RS256);

    @AfterEach
    void stop() {
        issuer.close();
    }

    private JwtVerifier verifier(TokenKeys keys, JwtAlgorithm... algorithms) {
        return new JwtVerifier(new JwtSettings(keys, Set.of(algorithms), Issuer.NAME, Issuer.AUDIENCE), clock,
                clock::nanoTime);
    }

    private Token token() {
        return Token.about("alice", clock.instant());
    }

    @Override
    public JwtVerifier testee() {
        return verifier;
    }

    @Override
    public JwtVerifier testeeWithoutKeys() {
        Issuer unreachable = new Issuer();
        unreachable.close();
        return verifier(new TokenKeys.Published(unreachable.keys()), JwtAlgorithm.RS256);
    }

    @Override
    public String token(Property property) {
        return switch (property) {
            case PLAIN -> token().signedBy(KEY);
            case WITH_ROLES -> token().with("roles", List.of("admin", "editor")).signedBy(KEY);
            case JUST_EXPIRED -> token().expiringIn(Duration.ofSeconds(-29)).signedBy(KEY);
            case VALID_IN_A_MOMENT -> token().validIn(Duration.ofSeconds(29)).signedBy(KEY);
            case VALID_SINCE_AN_HOUR -> token().validIn(Duration.ofHours(-1)).signedBy(KEY);
            case UNSIGNED -> token().unsigned();
            case SIGNED_WITH_ANOTHER_KEY -> token().signedBy(OTHER_KEY);
            case SIGNED_WITH_ANOTHER_ALGORITHM -> token().signedBy(KEY, JWSAlgorithm.RS512, KEY.getKeyID());
            case OF_ANOTHER_ISSUER -> token().with("iss", "https://else.example.com/").signedBy(KEY);
            case OF_NO_ISSUER -> token().with("iss", null).signedBy(KEY);
            case FOR_ANOTHER_AUDIENCE -> token().with("aud", "else").signedBy(KEY);
            case FOR_NO_AUDIENCE -> token().with("aud", null).signedBy(KEY);
            case EXPIRED -> token().expiringIn(Duration.ofHours(-1)).signedBy(KEY);
            case WITHOUT_EXPIRY -> token().with("exp", null).signedBy(KEY);
            case NOT_YET_VALID -> token().validIn(Duration.ofHours(1)).signedBy(KEY);
            case WITHOUT_SUBJECT -> token().with("sub", null).signedBy(KEY);
        };
    }

    private void assertRefused(String token, String detail) {
        assertThat(verifier.verify(token)).isEqualTo(new Verification.Invalid(detail));
    }

    @Test
    void validTokenGivesSubjectAndRoles() {
        assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(ALICE);
        assertThat(verifier.verify(token().with("roles", List.of("admin", "editor", 7)).signedBy(KEY)))
                .isEqualTo(new Verification.Valid("alice", Set.of("admin", "editor")));
        assertThat(verifier.verify(token().with("roles", "editor admin").signedBy(KEY)))
                .isEqualTo(new Verification.Valid("alice", Set.of("admin", "editor")));
        assertThat(verifier.verify(token().with("roles", 7).signedBy(KEY))).isEqualTo(ALICE);
        assertThat(verifier.verify(token().with("aud", List.of("else", Issuer.AUDIENCE)).signedBy(KEY)))
                .isEqualTo(ALICE);
    }

    @Test
    void detailNamesTheClaimThatIsMissingOrWrong() {
        assertRefused(token().with("exp", null).signedBy(KEY), "The token has no exp claim, so it would never expire");
        assertRefused(token().with("sub", null).signedBy(KEY), "The token has no sub claim");
        assertRefused(token().with("iss", "https://else.example.com/").signedBy(KEY),
                "The token is from another issuer");
        assertRefused(token().with("iss", null).signedBy(KEY), "The token is from another issuer");
        assertRefused(token().with("aud", "else").signedBy(KEY), "The token is for another audience");
        assertRefused(token().with("aud", null).signedBy(KEY), "The token is for another audience");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "[]", "\"RS256\"", "{}", "{\"alg\":null}", "{\"alg\":7}",
        "{\"alg\":\"RS256\",\"crit\":7}"})
    void malformedHeadersAreRefused(String header) {
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8));

        assertThat(verifier.verify(encoded + ".e30.c2ln")).isInstanceOf(Verification.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "[]", "\"alice\"", "{\"exp\":\"soon\"}", "{\"aud\":{}}"})
    void malformedClaimsAreRefused(String claims) throws JOSEException {
        JWSObject signed = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).build(),
                new Payload(claims));
        signed.sign(new RSASSASigner(KEY));

        assertThat(verifier.verify(signed.serialize())).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void clocksMayDifferByAtMost30Seconds() {
        // The times of tokens are whole seconds; this clock has a fraction of a second.
        assertThat(verifier.verify(token().expiringIn(Duration.ofSeconds(-29)).signedBy(KEY))).isEqualTo(ALICE);
        assertRefused(token().expiringIn(Duration.ofSeconds(-30)).signedBy(KEY), "The token has expired");
        assertThat(verifier.verify(token().validIn(Duration.ofSeconds(30)).signedBy(KEY))).isEqualTo(ALICE);
        assertRefused(token().validIn(Duration.ofSeconds(31)).signedBy(KEY), "The token is not valid yet");
        assertRefused(token().with("nbf", Long.MAX_VALUE).signedBy(KEY), "The token is not valid yet");
    }

    @Test
    void headerChoosesNeitherTheAlgorithmNorTheKey() throws JOSEException {
        byte[] publicKey = KEY.toRSAPublicKey().getEncoded();
        byte[] publicPem = KEY.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8);

        assertRefused(token().unsigned(), "The token is not a signed JWT");
        assertRefused(token().signedWith(publicKey, "one"), "The token is not signed with RS256");
        assertRefused(token().signedWith(publicPem, "one"), "The token is not signed with RS256");
        assertRefused(token().signedBy(KEY, JWSAlgorithm.RS512, "one"), "The token is not signed with RS256");
        assertThat(verifier.verify(token().signedBy(OTHER_KEY))).isEqualTo(NOT_SIGNED_BY_THE_ISSUER);
        assertThat(verifier.verify(token().signedByTheKeyInItsHeader(OTHER_KEY))).isEqualTo(NOT_SIGNED_BY_THE_ISSUER);
        assertRefused(token().ofType("logout+jwt").signedBy(KEY), "The token's typ is neither JWT nor at+jwt");
        assertThat(verifier.verify(token().ofType("at+jwt").signedBy(KEY))).isEqualTo(ALICE);
        assertThat(verifier.verify(token().ofType(null).signedBy(KEY))).isEqualTo(ALICE);
    }

    @Test
    void textThatIsNotATokenIsRefused() {
        String good = token().signedBy(KEY);

        for (String text : List.of("", "x", "a.b", "a.b.c", "..", "....", good + ".", good.substring(5))) {
            assertThat(verifier.verify(text)).as(text).isInstanceOf(Verification.Invalid.class);
        }
        for (int i = 0; i < good.length(); i += 7) {
            String altered = good.substring(0, i) + (good.charAt(i) == 'A' ? 'Q' : 'A') + good.substring(i + 1);
            assertThat(verifier.verify(altered)).as(altered).isInstanceOf(Verification.Invalid.class);
        }
    }

    @Test
    void tokenOverTheLimitIsRefused() {
        int signature = 342;
        String longest = padded(JwtVerifier.MAX_TOKEN_CHARACTERS - signature);

        assertThat(longest.length()).isBetween(JwtVerifier.MAX_TOKEN_CHARACTERS - 3, JwtVerifier.MAX_TOKEN_CHARACTERS);
        assertThat(verifier.verify(longest)).isEqualTo(ALICE);
        assertRefused(padded(JwtVerifier.MAX_TOKEN_CHARACTERS), "The token is longer than 8192 characters");
    }

    /** A token with this number of characters before its signature, or up to three fewer. */
    private String padded(int characters) {
        int fixed = token().with("pad", "").signedBy(KEY).length() - 342;
        return token().with("pad", "x".repeat((characters - fixed) / 4 * 3)).signedBy(KEY);
    }

    @Test
    void sharedSecretVerifiesOnlyTokensSignedWithIt() throws JOSEException {
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        TokenVerifier shared = verifier(new TokenKeys.Shared(SECRET), JwtAlgorithm.HS256);

        assertThat(shared.verify(token().signedWith(secret, null))).isEqualTo(ALICE);
        assertThat(shared.verify(token().signedWith(new byte[32], null))).isEqualTo(NOT_SIGNED_BY_THE_ISSUER);
        assertThat(shared.verify(token().signedBy(KEY)))
                .isEqualTo(new Verification.Invalid("The token is not signed with HS256"));
        assertThat(shared.verify(token().unsigned()))
                .isEqualTo(new Verification.Invalid("The token is not a signed JWT"));
    }

    @Test
    void algorithmsThatCannotUseTheKeysAreRefused() {
        TokenKeys published = new TokenKeys.Published(issuer.keys());
        TokenKeys shared = new TokenKeys.Shared(SECRET);

        for (Runnable wrong : List.<Runnable>of(
                () -> verifier(published, JwtAlgorithm.RS256, JwtAlgorithm.HS256),
                () -> verifier(published),
                () -> verifier(shared, JwtAlgorithm.RS256),
                () -> verifier(shared, JwtAlgorithm.HS384),
                () -> verifier(new TokenKeys.Shared(SECRET.substring(1)), JwtAlgorithm.HS256))) {
            assertThatThrownBy(wrong::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain(SECRET.substring(1));
        }
    }

    @Test
    void toStringOfTheSettingsOmitsTheSecret() {
        assertThat(new JwtSettings(new TokenKeys.Shared(SECRET), Set.of(JwtAlgorithm.HS256), "i", "a").toString())
                .contains("HS256")
                .doesNotContain(SECRET);
    }

    @Test
    void keysAreFetchedForTheFirstSignedTokenAndCached() {
        assertThat(issuer.fetches()).isZero();
        assertThat(verifier.verify("garbage")).isInstanceOf(Verification.Invalid.class);
        assertThat(verifier.verify(token().unsigned())).isInstanceOf(Verification.Invalid.class);
        assertThat(issuer.fetches()).isZero();

        for (int i = 0; i < 10; i++) {
            assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(ALICE);
        }
        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void concurrentFirstTokensFetchTheKeysOnce() throws Exception {
        String token = token().signedBy(KEY);
        Callable<Verification> verify = () -> verifier.verify(token);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Verification> result : threads
                    .invokeAll(IntStream.range(0, 50).mapToObj(_ -> verify).collect(Collectors.toList()))) {
                assertThat(result.get()).isEqualTo(ALICE);
            }
        }
        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void newKeyOfTheIssuerIsFetched() {
        assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(ALICE);
        issuer.publish(KEY, NEXT_KEY);
        clock.advance(PublishedKeys.MIN_FETCH_INTERVAL);

        assertThat(verifier.verify(token().signedBy(NEXT_KEY))).isEqualTo(ALICE);
        assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(ALICE);
        assertThat(issuer.fetches()).isEqualTo(2);
    }

    @Test
    void fetchIsNotDelayedWhenTheClockIsSetBack() {
        assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(ALICE);
        clock.step(Duration.ofHours(-1));
        issuer.publish(KEY, NEXT_KEY);
        clock.advance(PublishedKeys.MIN_FETCH_INTERVAL);

        assertThat(verifier.verify(token().signedBy(NEXT_KEY))).isEqualTo(ALICE);
        issuer.publish(NEXT_KEY);
        clock.advance(PublishedKeys.MAX_AGE.plusMillis(1));
        assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(NOT_SIGNED_BY_THE_ISSUER);
    }

    @Test
    void unknownKeyIdsCauseAtMostOneFetchInTenSeconds() {
        for (int i = 0; i < 20; i++) {
            assertThat(verifier.verify(token().signedBy(OTHER_KEY, JWSAlgorithm.RS256, "no-" + i)))
                    .isEqualTo(NOT_SIGNED_BY_THE_ISSUER);
        }
        assertThat(issuer.fetches()).isEqualTo(1);

        clock.advance(PublishedKeys.MIN_FETCH_INTERVAL);
        for (int i = 0; i < 20; i++) {
            assertThat(verifier.verify(token().signedBy(OTHER_KEY, JWSAlgorithm.RS256, "no-" + i)))
                    .isEqualTo(NOT_SIGNED_BY_THE_ISSUER);
        }
        assertThat(issuer.fetches()).isEqualTo(2);
    }

    @Test
    void withdrawnKeyIsRefusedAfterFiveMinutes() {
        assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(ALICE);
        issuer.publish(NEXT_KEY);
        clock.advance(PublishedKeys.MAX_AGE.plusMillis(1));

        assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(NOT_SIGNED_BY_THE_ISSUER);
    }

    @Test
    void cachedKeysStayValidWhileTheIssuerIsUnreachable() {
        assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(ALICE);
        issuer.close();

        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofHours(1));
            assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(ALICE);
            // It may be a new key of the issuer.
            assertThatThrownBy(() -> verifier.verify(token().signedBy(NEXT_KEY)))
                    .isInstanceOf(StorageException.Unavailable.class);
            assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(ALICE);
        }
    }

    @Test
    void fetchIsRetriedLaterWhenNoKeysAreCached() {
        issuer.respondWith(503);
        assertThatThrownBy(() -> verifier.verify(token().signedBy(KEY)))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessage("The issuer's keys at " + issuer.keys() + " cannot be fetched");
        issuer.respondWith(200);
        assertThatThrownBy(() -> verifier.verify(token().signedBy(KEY)))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThat(issuer.fetches()).isEqualTo(1);

        clock.advance(PublishedKeys.MIN_FETCH_INTERVAL);
        assertThat(verifier.verify(token().signedBy(KEY))).isEqualTo(ALICE);
    }

    @Test
    void responseThatIsNotAKeySetIsUnavailable() {
        for (String text : List.of("", "<html>", "{}", "[]", "{\"keys\":7}",
                "{\"keys\":[]," + " ".repeat(600_000) + "}")) {
            issuer.publishText(text);
            assertThatThrownBy(() -> verifier.verify(token().signedBy(KEY)))
                    .as(text.substring(0, Math.min(20, text.length())))
                    .isInstanceOf(StorageException.Unavailable.class);
            clock.advance(PublishedKeys.MIN_FETCH_INTERVAL);
        }
    }
}
