package dev.darkroom.adapter.http.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServers;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which {@code X-Forwarded-*} headers are trusted. The limit is one request, so the second request of a client is refused. */
class TrustedProxiesTest extends WithServers {
    private TestServer trusting(String... ranges) {
        return start(TestServer.with().requestsPerMinute(1).trustedProxies(ranges));
    }

    private static List<Integer> statuses(TestServer server, String... forwardedFor) {
        List<Integer> statuses = new ArrayList<>();
        for (String value : forwardedFor) {
            statuses.add(server.get("/images", "X-Forwarded-For", value).status());
        }
        return statuses;
    }

    @Test
    void noPeerIsTrustedByDefault() {
        assertThat(statuses(trusting(), "203.0.113.1", "203.0.113.2")).containsExactly(200, 429);
        assertThat(statuses(trusting("127.0.0.2", "10.0.0.0/8", "::/0"), "203.0.113.1", "203.0.113.2"))
                .containsExactly(200, 429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.0/8", "0.0.0.0/0"})
    void clientsOfATrustedProxyAreDistinguished(String range) {
        TestServer server = trusting(range);
        assertThat(statuses(server, "203.0.113.1", "203.0.113.2", "203.0.113.1").subList(0, 2))
                .containsExactly(200, 200);
    }

    @Test
    void addressesBeforeTheOneOfTheProxyAreNotTrusted() {
        TestServer server = trusting("127.0.0.1");
        assertThat(statuses(server, "203.0.113.1", "198.51.100.1, 203.0.113.1", "198.51.100.2,203.0.113.1:4711"))
                .containsExactly(200, 429, 429);
    }

    @Test
    void theLastAddressThatIsNotATrustedProxyIsTheClient() {
        TestServer server = trusting("127.0.0.1", "10.0.0.0/8");
        assertThat(statuses(server, "203.0.113.1, 10.1.2.3", "198.51.100.1, 203.0.113.1, 10.9.9.9, 10.1.2.3",
                "203.0.113.2, 10.1.2.3")).containsExactly(200, 429, 200);
        // The second proxy does not name its client, so its own address is used.
        assertThat(statuses(server, "unknown, 10.1.2.4", "_hidden, 10.1.2.4", "10.1.2.4"))
                .containsExactly(200, 429, 429);
    }

    @Test
    void anIpv6SubnetIsOneClient() {
        TestServer server = trusting("127.0.0.1");
        assertThat(statuses(server, "2001:db8::1", "[2001:db8::2]:80", "2001:db8:0:1::1"))
                .containsExactly(200, 429, 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "unknown", "example.org", "1.2.3", "[::1", "[]", "::::", "300.1.1.1", "1.2.3.4:x"})
    void aMalformedAddressIsReplacedByTheOneOfTheProxy(String value) {
        TestServer server = trusting("127.0.0.1");
        assertThat(server.get("/images").status()).isEqualTo(200);
        assertThat(statuses(server, value)).doesNotContain(500);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https | pictures.example.com      | https://pictures.example.com/blobs/
            HTTPS | pictures.example.com:8443 | https://pictures.example.com:8443/blobs/
            http  | [2001:db8::1]:81          | http://[2001:db8::1]:81/blobs/
            """)
    void urlsHaveTheSchemeAndHostOfTheClient(String proto, String host, String expected) {
        TestServer server = start(TestServer.with().trustedProxies("127.0.0.1"));
        String image = "/images/" + server.upload("?user_id=alice");
        Answer answer = server.get(image, "X-Forwarded-Proto", proto, "X-Forwarded-Host", host);

        assertThat(answer.text("url")).startsWith(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X-Forwarded-Proto  | javascript
            X-Forwarded-Host   | a/b
            X-Forwarded-Host   | user@evil.example
            X-Forwarded-Server | evil.example
            X-Forwarded-Port   | 99
            X-Proxied-Https    | on
            Forwarded          | for=203.0.113.1;proto=https;host=evil.example
            """)
    void malformedValuesAndOtherHeadersAreIgnored(String name, String value) {
        TestServer server = start(TestServer.with().trustedProxies("127.0.0.1"));
        String image = "/images/" + server.upload("?user_id=alice");

        assertThat(server.get(image, name, value).text("url")).startsWith(server.origin() + "/blobs/");
    }

    @Test
    void untrustedPeersCannotChangeTheUrl() {
        TestServer server = start(TestServer.with());
        String image = "/images/" + server.upload("?user_id=alice");
        Answer answer = server.get(image, "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example");

        assertThat(answer.text("url")).startsWith(server.origin() + "/blobs/");
        assertThat(answer.header("Strict-Transport-Security")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.0.0.0/8      | 10.255.255.255 | true
            10.0.0.0/8      | 11.0.0.0       | false
            192.0.2.128/25  | 192.0.2.128    | true
            192.0.2.200/25  | 192.0.2.127    | false
            192.0.2.1       | 192.0.2.1      | true
            192.0.2.1       | 192.0.2.2      | false
            0.0.0.0/0       | 192.0.2.2      | true
            0.0.0.0/0       | ::1            | false
            2001:db8::/32   | 2001:db8:1::   | true
            2001:db8::/32   | 2001:db9::     | false
            ::1             | ::1            | true
            """)
    void aRangeContainsTheAddressesWithItsPrefix(String range, String address, boolean isIn) {
        assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address))).isEqualTo(isIn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "a.b", "10.0.0.0/8/8"})
    void malformedRangesAreRefused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
