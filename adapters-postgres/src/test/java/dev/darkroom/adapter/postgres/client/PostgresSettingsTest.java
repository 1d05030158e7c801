package dev.darkroom.adapter.postgres.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.postgres.client.PostgresSettings.Server;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresSettingsTest {
    @Test
    void everyPartOfAUrlIsRead() {
        PostgresSettings settings = PostgresSettings.parse(
                "postgresql://al%40ice:p%40ss%2Fword%20+1@db-1,[::1]:5433/pic%20tures?sslmode=verify-full&sslrootcert=/etc/ca.pem",
                "another");

        assertThat(settings.servers()).containsExactly(new Server("db-1", 5432), new Server("[::1]", 5433));
        assertThat(settings.user()).isEqualTo("al@ice");
        assertThat(settings.password()).isEqualTo("p@ss/word +1");
        assertThat(settings.database()).isEqualTo("pic tures");
        assertThat(settings.tls()).isEqualTo(Map.of("sslmode", "verify-full", "sslrootcert", "/etc/ca.pem"));
    }

    @Test
    void otherPasswordIsUsedIfTheUrlHasNone() {
        assertThat(PostgresSettings.parse("postgres://alice@localhost/a", "another").password()).isEqualTo("another");
        assertThat(PostgresSettings.parse("postgres://alice:@localhost/a", "another").password()).isEqualTo("another");
        assertThat(PostgresSettings.parse("postgres://alice@localhost/a", null).password()).isNull();
    }

    @Test
    void passwordIsInNeitherTheTextNorTheDescription() {
        PostgresSettings settings = PostgresSettings.parse("postgresql://alice:secret@localhost/pictures", null);

        assertThat(settings.description()).isEqualTo("localhost:5432/pictures");
        assertThat(settings.toString()).contains("alice@localhost:5432/pictures").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "jdbc:postgresql://a:secret@b/c", "postgresql://a:secret@b", "postgresql://a:secret@/c",
                "postgresql://a:secret@b/c/d", "postgresql://a:secret@b/c#d", "postgresql://a:secret@b,/c",
                "postgresql://a:secret@b:99999/c", "postgresql://a:secret@b/c?x=secret",
                "postgresql://a:secret@b/c?sslmode",
                "postgresql://a:secret%zz@b/c"})
    void invalidUrlIsRefusedWithoutItsPassword(String url) {
        assertThatThrownBy(() -> PostgresSettings.parse(url, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }
}
