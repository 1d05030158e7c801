package dev.darkroom.adapter.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void fieldHasSecondsOrADate() {
        assertThat(RetryAfter.parse("120", NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse(" 0 ", NOW)).isZero();
        assertThat(RetryAfter.parse("999999999", NOW)).isEqualTo(Duration.ofSeconds(999_999_999));
        assertThat(RetryAfter.parse("Sun, 29 Nov 2026 13:00:00 GMT", NOW)).isEqualTo(Duration.ofHours(1));
        assertThat(RetryAfter.parse("Sun, 29 Nov 2026 11:00:00 GMT", NOW)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999", "Mon, 29 Nov 2026 13:00:00 GMT"})
    void otherValuesAreIgnored(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isNull();
    }
}
