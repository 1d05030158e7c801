package dev.darkroom.adapter.http.edge;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web pages in a browser on the machine of a server without sign-in. */
class LocalGuardTest extends WithServer {
    private static final String LISTED = "https://pictures.example.org";

    @Override
    protected TestServer.Builder options() {
        return TestServer.with().local().publicUrl(URI.create("https://darkroom.example.com/x")).corsOrigins(LISTED);
    }

    private String statusFor(String requestLine, String... headers) {
        String answer = RawExchange.on(server)
                .write(requestLine + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
                .readAll();
        return answer.substring(9, 12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "localhost.", "a.localhost", "127.0.0.1:8080", "127.9.9.9",
        "[::1]:8080", "darkroom.example.com", "Darkroom.Example.Com:443"})
    void ownHostNamesAreServed(String host) {
        assertThat(statusFor("GET /images", "Host: " + host)).isEqualTo("200");
        assertThat(statusFor("DELETE /images/0", "Host: " + host)).isEqualTo("404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example.org", "127.0.0.1.evil.example.org", "localhost.evil.example.org", "10.0.0.1",
        "1270.0.0.1", "notlocalhost", "example.com", "[::2]", "evil.darkroom.example.com"})
    void otherHostNamesAreRefused(String host) {
        for (String request : new String[]{"GET /images", "POST /upload", "GET /", "GET /health/live", "GET /metrics",
            "DELETE /images/0", "OPTIONS /images"}) {
            assertThat(statusFor(request, "Host: " + host, "Content-Length: 0")).as(request).isEqualTo("421");
        }
    }

    @Test
    void theRefusalNamesTheVariableToSet() {
        String answer = RawExchange.on(server)
                .write("GET /images HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n")
                .readAll();

        assertThat(answer).contains("\"code\":\"wrong_host\"").contains("DARKROOM_PUBLIC_URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example.org", "http://127.0.0.1.evil.example.org", "null", "", "http://[",
        "file://"})
    void pagesOfOtherSitesChangeNothing(String origin) {
        server.uploadRaw("?user_id=alice", png(), "Origin", origin).assertRefused(403, "cross_site");
        assertThat(statusFor("DELETE /images/0", "Host: localhost", "Origin: " + origin)).isEqualTo("403");
        assertThat(server.get("/images", "Origin", origin).json().path("items")).isEmpty();
    }

    @Test
    void anOverriddenMethodIsJudged() {
        assertThat(statusFor("GET /images/0", "Host: localhost", "Origin: https://evil.example.org",
                "X-HTTP-Method-Override: DELETE")).isEqualTo("403");
    }

    @Test
    void pagesWithoutAnOriginAreJudgedBySecFetchSite() {
        assertThat(statusFor("DELETE /images/0", "Host: localhost", "Sec-Fetch-Site: cross-site")).isEqualTo("403");
        for (String site : new String[]{"same-origin", "same-site", "none"}) {
            assertThat(statusFor("DELETE /images/0", "Host: localhost", "Sec-Fetch-Site: " + site)).isEqualTo("404");
        }
    }

    @Test
    void ownPagesListedPagesAndProgramsMayChangeSomething() {
        for (String origin : new String[]{server.origin(), "http://localhost:5173", "https://darkroom.example.com",
            LISTED}) {
            assertThat(server.uploadRaw("?user_id=alice", png(), "Origin", origin).status()).as(origin).isEqualTo(201);
        }
        assertThat(server.uploadRaw("?user_id=alice", png(), "Origin", LISTED, "Sec-Fetch-Site", "cross-site").status())
                .isEqualTo(201);
        assertThat(server.uploadRaw("?user_id=alice", png()).status()).isEqualTo(201);
    }

    @Test
    void everyPageMayChangeSomethingIfAnyOriginIsAllowed() {
        TestServer open = start(TestServer.with().local().corsOrigins("*"));
        assertThat(open.uploadRaw("?user_id=alice", png(), "Origin", "https://evil.example.org").status())
                .isEqualTo(201);
    }

    @Test
    void aServerThatIsNotLocalAcceptsAnyHostName() {
        TestServer reachable = start(TestServer.with());
        String answer = RawExchange.on(reachable)
                .write("GET /images HTTP/1.1\r\nHost: pictures.example.org\r\nConnection: close\r\n\r\n")
                .readAll();
        assertThat(answer).startsWith("HTTP/1.1 200");
    }
}
