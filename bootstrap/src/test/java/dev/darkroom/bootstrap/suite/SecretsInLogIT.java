package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.identity.Token;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.log.Logging;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The log of a service at level debug contains no secrets of its requests. */
class SecretsInLogIT {
    private static final String SECRET = "a secret of thirty-two bytes, it";
    private static final String ISSUER = "https://issuer.example.com/";
    private static final String IDEMPOTENCY_KEY = "1d3mp0t3ncy";

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private record Service(Application application) implements Steps, AutoCloseable {
        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + application.port());
        }

        @Override
        public Set<String> objectKeys() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            application.close();
        }
    }

    private Service start(Map<String, String> storage, String format) {
        Map<String, String> environment = new HashMap<>(storage);
        environment.putAll(Map.of(
                "PORT", "0",
                "DARKROOM_LOG", format,
                "DARKROOM_LOG_LEVEL", "debug",
                "DARKROOM_AUTH", "jwt",
                "DARKROOM_JWT_SECRET", SECRET,
                "DARKROOM_JWT_ISSUER", ISSUER,
                "DARKROOM_JWT_AUDIENCE", "darkroom"));
        Configuration configuration = Configuration.from(environment);
        Logging.start(configuration.log(), log);
        return new Service(Application.start(configuration, "test", InstantSource.system()));
    }

    private static String token() {
        return Token.about("alice", InstantSource.system().instant())
                .with("iss", ISSUER)
                .with("aud", "darkroom")
                .signedWith(SECRET.getBytes(StandardCharsets.UTF_8), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void tokensSignaturesAndKeysAreNotLogged(String format, @TempDir Path folder) throws IOException {
        String token = token();
        String signature;
        try (Service service = start(Map.of("DARKROOM_DATA_DIR", folder.toString()), format)) {
            String bearer = "Bearer " + token;
            String id = service.send(Call.post("/upload")
                    .body("image/png", Photographs.png(40, 30, 2))
                    .header("Authorization", bearer)
                    .header("Idempotency-Key", IDEMPOTENCY_KEY)).expect(201).text("image_id");
            String url =
                    service.send(Call.get("/images/" + id).header("Authorization", bearer)).expect(200).text("url");
            signature = url.substring(url.indexOf("signature=") + "signature=".length());
            service.fetch(url).expect(200);
            service.fetch(url + "x").expect(403);
            service.send(Call.get("/images?token=" + token).header("Authorization", bearer)).expect(400);
            service.send(Call.get("/images").header("Authorization", bearer + "x")).expect(401);
            service.send(Call.get("/images").header("Authorization", token)).expect(401);
            service.send(Call.get("/health/ready")).expect(200);
            // What a library or future code may log.
            LoggerFactory.getLogger("dev.darkroom.Quoting").debug(
                    "Sent {} with Authorization: {}", url, bearer,
                    new IllegalStateException("Idempotency-Key: " + IDEMPOTENCY_KEY,
                            new IOException("GET " + url + " with " + token + " by " + SECRET)));
        }

        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("POST /upload 201", "GET /blobs/", "GET /health/ready 200", "IOException", "***")
                .doesNotContain(token, token.substring(token.lastIndexOf('.') + 1), signature, SECRET, IDEMPOTENCY_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void awsCredentialsAndSignaturesAreNotLogged(String format) throws IOException {
        Map<String, String> aws = new HashMap<>(CloudStore.missing().environment());
        aws.put("AWS_SESSION_TOKEN", "IQoJb3JpZ2luX2VjEA");
        String url = "https://pictures.s3.amazonaws.com/a.jpg?X-Amz-Security-Token=IQoJc2Vzc2lvbg%2B%2F"
                + "&X-Amz-Credential=AKIAIOSFODNN7%2F20261125&X-Amz-Signature=0a1b2c3d4e5f";
        try (Service service = start(aws, format)) {
            service.send(Call.post("/upload")
                    .body("image/png", Photographs.png(40, 30, 2))
                    .header("Authorization", "Bearer " + token())).expect(503);
            service.send(Call.get("/health/ready")).expect(503);
            LoggerFactory.getLogger("software.amazon.awssdk.Quoting").warn(
                    "Retrying with {}", aws.get("AWS_SESSION_TOKEN"), new IOException("403 of " + url));
        }

        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("POST /upload 503", "Storage unavailable", "403 of https://pictures.s3.amazonaws.com/a.jpg")
                .doesNotContain("IQoJb3JpZ2luX2VjEA", "IQoJc2Vzc2lvbg", "AKIAIOSFODNN7", "0a1b2c3d4e5f");
    }
}
