package dev.darkroom.adapter.postgres.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.postgres.testkit.Certificates;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections to a server that accepts TLS only. Its certificate is for {@code localhost}, not for {@code 127.0.0.1}. */
@FullTier
class TlsIT {
    private static Certificates certificates;
    private static LocalPostgres server;
    private static SSLContext systemDefault;

    @BeforeAll
    static void start() throws Exception {
        certificates = Certificates.create("certified");
        server = LocalPostgres.start(certificates.settings());
        systemDefault = SSLContext.getDefault();
        SSLContext.setDefault(trustingOnly(Path.of(certificates.file("ca.pem"))));
    }

    @AfterAll
    static void stop() throws IOException {
        if (systemDefault != null) {
            SSLContext.setDefault(systemDefault);
        }
        if (server != null) {
            server.close();
        }
        if (certificates != null) {
            certificates.close();
        }
    }

    private static SSLContext trustingOnly(Path authority) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry("authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String connect(String host, String parameters) {
        String url = server.url("postgres").replace("127.0.0.1", host) + "?" + parameters
                .replace("CA", certificates.file("ca.pem"))
                .replace("OTHER", certificates.file("client.pem"));
        return user(url);
    }

    private static String user(String url) {
        try (Database database = new Database(PostgresSettings.parse(url, null))) {
            return database.statement(session -> session.row(
                    "SELECT current_user FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl",
                    row -> row.getString(1))).orElse("without TLS");
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, sslmode=prefer", "127.0.0.1, sslmode=require",
        "127.0.0.1, sslmode=verify-ca&sslrootcert=CA",
        "127.0.0.1, sslmode=require&sslrootcert=CA", "localhost, sslmode=verify-full&sslrootcert=CA",
        "localhost, sslrootcert=system"})
    void serverIsTrusted(String host, String parameters) {
        assertThat(connect(host, parameters)).isEqualTo("darkroom");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, sslmode=disable", "127.0.0.1, sslmode=verify-full&sslrootcert=CA",
        "127.0.0.1, sslrootcert=system", "localhost, sslmode=verify-ca&sslrootcert=OTHER",
        "localhost, sslmode=require&sslrootcert=OTHER", "localhost, sslmode=verify-full&sslrootcert=missing"})
    void serverIsRefused(String host, String parameters) {
        assertThatThrownBy(() -> connect(host, parameters))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageNotContaining("+1")
                .hasMessageNotContaining("%20");
    }

    @Test
    void roleLogsInWithItsCertificate() {
        server.execute("postgres", "CREATE ROLE certified LOGIN");
        String url = "postgresql://certified@localhost:" + server.port() + "/postgres?sslmode=verify-full&sslrootcert="
                + certificates.file("ca.pem");

        assertThat(user(url + "&sslcert=" + certificates.file("client.pem") + "&sslkey="
                + certificates.file("client.key"))).isEqualTo("certified");
        assertThatThrownBy(() -> user(url)).isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining("certificate");
    }
}
