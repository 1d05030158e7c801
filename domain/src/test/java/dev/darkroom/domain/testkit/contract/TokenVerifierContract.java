package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.security.TokenVerifier;
import dev.darkroom.domain.port.out.security.TokenVerifier.Verification;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link TokenVerifier} does. */
public interface TokenVerifierContract {
    /** The verifier of the issuer whose tokens {@link #token} makes. */
    TokenVerifier testee();

    /** A verifier of the same issuer that has no keys yet and cannot fetch them. */
    TokenVerifier testeeWithoutKeys();

    /** A token about {@code alice}, as the issuer makes it for this service, but for one property. */
    String token(Property property);

    /** What a token has or lacks. */
    enum Property {
        /** Valid, without roles. */
        PLAIN,
        /** Valid, with the roles {@code admin} and {@code editor}. */
        WITH_ROLES,
        /** Valid: it expired less than 30 s ago. */
        JUST_EXPIRED,
        /** Valid: it becomes valid in less than 30 s. */
        VALID_IN_A_MOMENT,
        /** Valid: it became valid an hour ago. */
        VALID_SINCE_AN_HOUR,
        /** Not signed at all. */
        UNSIGNED,
        /** Signed with a key that is not the issuer's. */
        SIGNED_WITH_ANOTHER_KEY,
        /** Signed by the issuer with an algorithm that is not accepted. */
        SIGNED_WITH_ANOTHER_ALGORITHM,
        OF_ANOTHER_ISSUER,
        OF_NO_ISSUER,
        FOR_ANOTHER_AUDIENCE,
        FOR_NO_AUDIENCE,
        /** Expired an hour ago. */
        EXPIRED,
        WITHOUT_EXPIRY,
        /** Becomes valid in an hour. */
        NOT_YET_VALID,
        WITHOUT_SUBJECT
    }

    private void assertInvalid(String token) {
        // The reason, but nothing that a client could have made up.
        assertThat(testee().verify(token))
                .isInstanceOfSatisfying(
                        Verification.Invalid.class,
                        invalid -> assertThat(invalid.detail()).matches("[A-Z].*[^.]").doesNotContain("alice"));
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "JUST_EXPIRED", "VALID_IN_A_MOMENT", "VALID_SINCE_AN_HOUR"})
    default void validTokenGivesItsSubject(Property property) {
        assertThat(testee().verify(token(property))).isEqualTo(new Verification.Valid("alice", Set.of()));
    }

    @Test
    default void validTokenGivesItsRoles() {
        assertThat(testee().verify(token(Property.WITH_ROLES)))
                .isEqualTo(new Verification.Valid("alice", Set.of("admin", "editor")));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PLAIN", "WITH_ROLES", "JUST_EXPIRED", "VALID_IN_A_MOMENT", "VALID_SINCE_AN_HOUR"})
    default void tokenThatBreaksARuleIsInvalid(Property property) {
        assertInvalid(token(property));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "alice", "a.b", "a.b.c", "..", "{}", "\u0000"})
    default void textThatIsNotATokenIsInvalid(String text) {
        assertInvalid(text);
    }

    @Test
    default void tokenWithAnyCharacterChangedIsInvalid() {
        String token = token(Property.PLAIN);
        // Not the last character, of which some bits stand for nothing.
        for (int i = 0; i < token.length() - 1; i += 7) {
            char changed = token.charAt(i) == 'A' ? 'Q' : 'A';
            assertInvalid(token.substring(0, i) + changed + token.substring(i + 1));
        }
    }

    @Test
    default void threadsVerifyAtTheSameTime() throws Exception {
        TokenVerifier testee = testee();
        String token = token(Property.PLAIN);
        Callable<Verification> verify = () -> testee.verify(token);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Verification>> calls = IntStream.range(0, 50).mapToObj(_ -> verify).toList();
            for (Future<Verification> verified : threads.invokeAll(calls)) {
                assertThat(verified.get()).isInstanceOf(Verification.Valid.class);
            }
        }
    }

    @Test
    default void withoutKeysTheVerifierIsUnavailable() {
        assertThatExceptionOfType(StorageException.Unavailable.class)
                .isThrownBy(() -> testeeWithoutKeys().verify(token(Property.PLAIN)));
    }

    @Test
    default void withoutKeysATextThatIsNotATokenIsInvalid() {
        assertThat(testeeWithoutKeys().verify("alice")).isInstanceOf(Verification.Invalid.class);
    }
}
