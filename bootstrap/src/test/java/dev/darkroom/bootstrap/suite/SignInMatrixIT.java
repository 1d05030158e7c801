package dev.darkroom.bootstrap.suite;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import dev.darkroom.adapter.identity.Issuer;
import dev.darkroom.adapter.identity.Token;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Calls every route over a socket with all kinds of credentials, with authentication on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SignInMatrixIT implements Steps {
    private static final RSAKey KEY = Issuer.newKey("the-issuers");
    private static final RSAKey OTHER_KEY = Issuer.newKey("a-strangers");
    private static final InstantSource CLOCK = InstantSource.system();

    /** Routes that need no token. The URLs of blobs are signed. */
    private static final Set<String> OPEN = Set.of(
            "GET /", "GET /gallery/{file}", "GET /docs", "GET /docs/{file}", "GET /openapi.yaml", "GET /health/live",
            "GET /health/ready",
            "GET /blobs/{key}",
            "PUT /blobs/{key}");

    private final Issuer issuer = new Issuer(KEY);
    private Application application;

    @BeforeAll
    void start(@TempDir Path folder) {
        application = Application.start(
                Configuration.from(Map.of(
                        "PORT", "0",
                        "DARKROOM_DATA_DIR", folder.toString(), "DARKROOM_PREPARE_RENDITIONS", "false",
                        "DARKROOM_AUTH", "jwt",
                        "DARKROOM_JWT_JWKS_URL", issuer.keys().toString(),
                        "DARKROOM_JWT_ISSUER", Issuer.NAME,
                        "DARKROOM_JWT_AUDIENCE", Issuer.AUDIENCE)),
                "test",
                CLOCK);
    }

    @AfterAll
    void stop() {
        application.close();
        issuer.close();
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        throw new UnsupportedOperationException();
    }

    /** Requests pictures of alice as alice, as bob and as an admin. The third column is the user_id in the request. */
    @ParameterizedTest(name = "{0} {1} for {2}")
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    POST   | /upload                      |       | 201                   | 201           | 201
                    POST   | /upload                      | alice | 201                   | 403 forbidden | 201
                    POST   | /uploads                     |       | 201                   | 201           | 201
                    POST   | /uploads                     | alice | 201                   | 403 forbidden | 201
                    POST   | /uploads/{upload_id}/complete |      | 409 upload_incomplete | 404 not_found | 409 upload_incomplete
                    DELETE | /uploads/{upload_id}         |       | 204                   | 404 not_found | 204
                    OPTIONS | /upload                     |       | 204                   | 204           | 204
                    POST   | /upload/resumable            |       | 201                   | 201           | 201
                    POST   | /upload/resumable            | alice | 201                   | 403 forbidden | 201
                    OPTIONS | /upload/resumable           |       | 204                   | 204           | 204
                    HEAD   | /upload/resumable/{upload_id} |      | 204                   | 404           | 204
                    PATCH  | /upload/resumable/{upload_id} |      | 204                   | 404 not_found | 204
                    DELETE | /upload/resumable/{upload_id} |      | 204                   | 404 not_found | 204
                    OPTIONS | /upload/resumable/{upload_id} |     | 204                   | 204           | 204
                    GET    | /images                      |       | 200                   | 200           | 200
                    GET    | /images                      | alice | 200                   | 200           | 200
                    GET    | /images/{image_id}           |       | 200                   | 404 not_found | 200
                    GET    | /images/{public_id}          |       | 200                   | 200           | 200
                    GET    | /images/{image_id}/content   |       | 302                   | 404 not_found | 302
                    GET    | /images/{public_id}/content  |       | 302                   | 302           | 302
                    PATCH  | /images/{image_id}           |       | 200                   | 404 not_found | 200
                    PATCH  | /images/{public_id}          |       | 200                   | 404 not_found | 200
                    POST   | /images/edit                 |       | 200                   | 200           | 200
                    GET    | /images/calendar             |       | 200                   | 200           | 200
                    GET    | /images/calendar             | alice | 200                   | 200           | 200
                    GET    | /tags                        |       | 200                   | 200           | 200
                    GET    | /tags                        | alice | 200                   | 200           | 200
                    GET    | /events                      | a/b   | 400 invalid_parameter | 400 invalid_parameter | 400 invalid_parameter
                    POST   | /images/delete               |       | 200                   | 200           | 200
                    POST   | /images/exists               |       | 200                   | 200           | 200
                    POST   | /images/exists               | alice | 200                   | 403 forbidden | 200
                    POST   | /images/{image_id}/restore   |       | 200                   | 404 not_found | 200
                    POST   | /images/{public_id}/restore  |       | 200                   | 404 not_found | 200
                    DELETE | /images/{image_id}           |       | 200                   | 404 not_found | 200
                    DELETE | /images/{public_id}          |       | 200                   | 404 not_found | 200
                    GET    | /metrics                     |       | 403 forbidden         | 403 forbidden | 200
                    """)
    void callIsAllowedOrRefusedForEachUser(String method, String path, @Nullable String user, String owner,
            String other, String admin) {
        for (Invalid invalid : Invalid.values()) {
            Answer answer = sendAs(invalid.credentials(), method, path, user);
            expect(method.equals("HEAD") ? "401" : "401 unauthenticated", answer);
            assertThat(answer.header("WWW-Authenticate")).as(invalid.name()).isEqualTo(invalid.challenge());
        }
        expect(owner, sendAs(token("alice"), method, path, user));
        expect(other, sendAs(token("bob"), method, path, user));
        expect(admin, sendAs(admin(), method, path, user));
    }

    @Test
    void everyRouteIsInTheTableOrOpen() throws NoSuchMethodException {
        CsvSource table = SignInMatrixIT.class
                .getDeclaredMethod(
                        "callIsAllowedOrRefusedForEachUser", String.class, String.class, String.class, String.class,
                        String.class,
                        String.class)
                .getAnnotation(CsvSource.class);
        Set<String> inTable = table.textBlock()
                .lines()
                .map(line -> line.split("\\|", -1))
                .map(cells -> cells[0].strip() + " " + cells[1].strip().replace("{public_id}", "{image_id}"))
                .collect(toCollection(TreeSet::new));
        Set<String> secured = new TreeSet<>();
        Set<String> open = new TreeSet<>();
        operations().forEach((name, operation) -> {
            boolean answers401 = operation.path("responses").has("401");
            boolean hasSecurity = operation.path("security").path(0).has("bearer");
            assertThat(answers401).as(name + " in openapi.yaml: security and 401 belong together")
                    .isEqualTo(hasSecurity);
            (hasSecurity ? secured : open).add(name);
        });

        assertThat(secured).isEqualTo(inTable);
        assertThat(open).isEqualTo(new TreeSet<>(OPEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images", "/images/calendar", "/tags", "/events", "/images/0", "/images/0/content"})
    void headRequiresATokenAsGetDoes(String path) {
        send(Call.head(path)).expect(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images/", "/images/nothing/here", "/uploads/", "/uploads/nothing/here",
        "/upload/nothing", "/upload/resumable/"})
    void unknownPathBelowAProtectedPathRequiresAToken(String path) {
        send(Call.get(path)).expectProblem(401, "unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/gallery/app.js", "/docs", "/docs/docs.js", "/openapi.yaml", "/health/live",
        "/health/ready"})
    void openRoutesRequireNoToken(String path) {
        send(Call.get(path)).expect(200);
        send(Call.get(path).header("Authorization", "Bearer garbage")).expect(200);
    }

    @Test
    void signedUrlsRequireNoToken() throws IOException {
        JsonNode view = sendAs(token("alice"), "GET", "/images/{image_id}", null).expect(200).json();
        assertThat(fetch(view.path("url").asText()).expect(200).bytes()).isEqualTo(picture());
        fetch(view.path("url").asText().replaceAll("signature=.", "signature=~")).expectProblem(403, "link_forged");

        JsonNode upload = started("alice");
        put(upload.path("url").asText(), Map.of("Content-Type", "image/png", "If-None-Match", "*"), picture())
                .expect(200);
        send(Call.post("/uploads/" + upload.path("upload_id").asText() + "/complete")
                .header("Authorization", token("alice"))).expect(201);
    }

    @Test
    void onlyTheOwnerDeletesSeveralPictures() {
        for (String visibility : List.of("private", "public")) {
            Call delete = Call.post("/images/delete").json("{\"image_ids\":[\"" + stored(visibility) + "\"]}");
            Call again = Call.post("/images/delete").json(new String(delete.bytes(), StandardCharsets.UTF_8));

            assertThat(statusIn(delete.header("Authorization", token("bob")))).isEqualTo("not_found");
            assertThat(statusIn(again.header("Authorization", token("alice")))).isEqualTo("deleted");
        }
    }

    @Test
    void onlyTheOwnerEditsSeveralPictures() {
        for (String visibility : List.of("private", "public")) {
            String body = "{\"image_ids\":[\"" + stored(visibility) + "\"],\"add_tags\":[\"kite\"]}";

            JsonNode others =
                    send(Call.post("/images/edit").json(body).header("Authorization", token("bob"))).expect(200).json();
            assertThat(others.path("results").path(0).path("status").asText()).isEqualTo("not_found");
            assertThat(others.path("results").path(0).required("version").isNull()).as("tells no version").isTrue();
            JsonNode own = send(Call.post("/images/edit").json(body).header("Authorization", token("alice")))
                    .expect(200).json();
            assertThat(own.path("results").path(0).path("status").asText()).isEqualTo("edited");
            assertThat(own.path("results").path(0).path("version").asInt()).as("only the owner's edit").isEqualTo(2);
        }
    }

    private String statusIn(Call delete) {
        return send(delete).expect(200).json().path("results").path(0).path("status").asText();
    }

    @Test
    void storedPicturesBelongToTheSubjectOfTheToken() {
        assertThat(sendAs(token("alice"), "POST", "/upload", null).expect(201).text("user_id")).isEqualTo("alice");
        assertThat(sendAs(admin(), "POST", "/upload", null).expect(201).text("user_id")).isEqualTo("root");
        assertThat(sendAs(admin(), "POST", "/upload", "alice").expect(201).text("user_id")).isEqualTo("alice");
    }

    @Test
    void tokenWithAnInvalidSubjectIsRejected() {
        sendAs(token("somebody else"), "GET", "/images", null).expectProblem(401, "unauthenticated", "subject");
    }

    /** Invalid credentials. */
    private enum Invalid {
        NO_TOKEN, EXPIRED, NOT_YET_VALID, WITHOUT_END, WRONG_AUDIENCE, WRONG_ISSUER, ALG_NONE,
        HS256_WITH_THE_PUBLIC_KEY, UNKNOWN_KEY, ALTERED, GARBAGE, NO_BEARER;

        @Nullable
        String credentials() {
            Token token = Token.about("alice", CLOCK.instant());
            return switch (this) {
                case NO_TOKEN -> null;
                case EXPIRED -> bearer(token.expiringIn(Duration.ofMinutes(-1)));
                case NOT_YET_VALID -> bearer(token.validIn(Duration.ofMinutes(1)));
                case WITHOUT_END -> bearer(token.with("exp", null));
                case WRONG_AUDIENCE -> bearer(token.with("aud", "else"));
                case WRONG_ISSUER -> bearer(token.with("iss", "https://else.example.com/"));
                case ALG_NONE -> "Bearer " + token.unsigned();
                case HS256_WITH_THE_PUBLIC_KEY -> "Bearer " + token.signedWith(publicKey(), KEY.getKeyID());
                case UNKNOWN_KEY -> "Bearer " + token.signedBy(OTHER_KEY);
                case ALTERED -> bearer(token).replaceFirst("\\.(.)", ".f");
                case GARBAGE -> "Bearer garbage";
                case NO_BEARER -> "Basic YWxpY2U6c2VjcmV0";
            };
        }

        String challenge() {
            return switch (this) {
                case NO_TOKEN -> "Bearer";
                case NO_BEARER -> "Bearer error=\"invalid_request\"";
                default -> "Bearer error=\"invalid_token\"";
            };
        }
    }

    private static byte[] publicKey() {
        try {
            return KEY.toRSAPublicKey().getEncoded();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String bearer(Token token) {
        return "Bearer " + token.signedBy(KEY);
    }

    private static String token(String subject) {
        return bearer(Token.about(subject, CLOCK.instant()));
    }

    private static String admin() {
        return bearer(Token.about("root", CLOCK.instant()).with("roles", List.of("admin")));
    }

    /** Expects a response such as {@code 404 not_found}. */
    private static void expect(String expected, Answer answer) {
        int status = Integer.parseInt(expected.substring(0, 3));
        if (expected.length() > 3) {
            answer.expectProblem(status, expected.substring(4));
        } else {
            answer.expect(status);
        }
    }

    /** Calls a route. For each id in the path, it first creates a picture or an upload of alice. */
    private Answer sendAs(@Nullable String credentials, String method, String path, @Nullable String user) {
        String target = path;
        if (target.contains("{image_id}")) {
            target = target.replace("{image_id}", stored("private"));
        }
        if (target.contains("{public_id}")) {
            target = target.replace("{public_id}", stored("public"));
        }
        if (target.startsWith("/upload/resumable/")) {
            target = resumable();
        } else if (target.contains("{upload_id}")) {
            target = target.replace("{upload_id}", started("alice").path("upload_id").asText());
        }
        Call call = switch (path) {
            case "/images/edit" ->
                Call.of(method, target).json("{\"image_ids\":[\"0\"],\"add_tags\":[\"kite\"]}");
            case "/images/delete" -> Call.of(method, target).json("{\"image_ids\":[\"0\"]}");
            case "/images/exists" -> Call.of(method, target).json("{\"sha256\":[\"%s\"]%s}".formatted(
                    "0".repeat(64), user == null ? "" : ",\"user_id\":\"" + user + "\""));
            case "/uploads" -> Call.of(method, target).json(startBody(user));
            case "/upload/resumable" -> resumable(method, user);
            case "/upload/resumable/{upload_id}" -> method.equals("PATCH")
                    ? Call.of(method, target)
                            .header("Upload-Offset", "0")
                            .header("Upload-Complete", "?0")
                            .body("application/partial-upload", new byte[0])
                    : Call.of(method, target);
            case "/upload" -> method.equals("OPTIONS") ? Call.of(method, target)
                    : Call.of(method, target + query(user)).body("image/png", picture());
            default -> method.equals("PATCH")
                    ? Call.of(method, target).body("application/merge-patch+json",
                            "{\"title\":\"Kite\"}".getBytes(StandardCharsets.UTF_8))
                    : Call.of(method, target + query(user));
        };
        return send(credentials == null ? call : call.header("Authorization", credentials));
    }

    private static String query(@Nullable String user) {
        return user == null ? "" : "?user_id=" + user;
    }

    private static String startBody(@Nullable String user) {
        return "{" + (user == null ? "" : "\"user_id\":\"" + user + "\",") + "\"content_type\":\"image/png\",\"size\":"
                + picture().length + "}";
    }

    private String stored(String visibility) {
        return send(Call.post("/upload?visibility=" + visibility)
                .body("image/png", picture())
                .header("Authorization", token("alice"))).expect(201).text("image_id");
    }

    private JsonNode started(String user) {
        return send(Call.post("/uploads").json(startBody(null)).header("Authorization", token(user))).expect(201)
                .json();
    }

    private static Call resumable(String method, @Nullable String user) {
        return Call.of(method, "/upload/resumable" + (method.equals("OPTIONS") ? "" : query(user)))
                .header("Upload-Complete", "?0");
    }

    /** The path of a resumable upload of alice. */
    private String resumable() {
        return send(resumable("POST", null).header("Authorization", token("alice"))).expect(201).header("Location");
    }

    private static byte[] picture() {
        try {
            return Client.picture(9, 9);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All operations in the openapi.yaml of the service, by method and path. */
    private Map<String, JsonNode> operations() {
        String document = new String(send(Call.get("/openapi.yaml")).bytes(), StandardCharsets.UTF_8);
        JsonNode paths = new ObjectMapper().valueToTree(new Yaml().load(document)).path("paths");
        Map<String, JsonNode> operations = new TreeMap<>();
        paths.properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (!method.getKey().equals("parameters")) {
                operations.put(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), method.getValue());
            }
        }));
        return operations;
    }
}
