package dev.darkroom.adapter.http.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads the client of a request from the headers of trusted proxies: its address from {@code X-Forwarded-For}, and scheme and host from
 * {@code X-Forwarded-Proto} and {@code X-Forwarded-Host}. From other peers these headers are ignored.
 *
 * <p>Each proxy appends the address of its peer to {@code X-Forwarded-For}. Therefore, the client is the last address that is not a trusted
 * proxy; addresses before it may be forged. {@code Forwarded} (RFC 7239) is ignored, because a proxy that does not support it passes on
 * the header of the client.
 */
public final class TrustedProxies extends ForwardedRequestCustomizer {
    private static final List<HttpHeader> TRUSTED_HEADERS =
            List.of(HttpHeader.X_FORWARDED_FOR, HttpHeader.X_FORWARDED_PROTO, HttpHeader.X_FORWARDED_HOST);

    /** IPv6 in brackets or IPv4, each with an optional port, or IPv6 without brackets. */
    private static final Pattern ADDRESS =
            Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::\\d{1,5})?|([0-9.]+)(?::\\d{1,5})?|([0-9A-Fa-f:.]+)");

    private static final Pattern SCHEME = Pattern.compile("https?", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:\\d{1,5})?");

    private final List<AddressRange> proxies;
    private final boolean trustsEveryPeer;

    private TrustedProxies(List<AddressRange> proxies, boolean trustsEveryPeer) {
        this.proxies = proxies;
        this.trustsEveryPeer = trustsEveryPeer;
        setForwardedHeader(null);
        setForwardedServerHeader(null);
        setForwardedPortHeader(null);
        setForwardedHttpsHeader(null);
        setForwardedCipherSuiteHeader(null);
        setForwardedSslSessionIdHeader(null);
    }

    public static TrustedProxies at(List<AddressRange> proxies) {
        return new TrustedProxies(proxies, false);
    }

    /** For requests of a gateway in this process, which appends the address of its client itself. */
    public static TrustedProxies behindGateway(List<AddressRange> proxies) {
        return new TrustedProxies(proxies, true);
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        return super.customize(withHeaders(request, trusted(request)), responseHeaders);
    }

    private HttpFields trusted(Request request) {
        HttpFields.Mutable headers = HttpFields.build(request.getHeaders());
        TRUSTED_HEADERS.forEach(headers::remove);
        if (trustsEveryPeer || isTrustedPeer(request.getConnectionMetaData().getRemoteSocketAddress())) {
            String client = client(request.getHeaders().getCSV(HttpHeader.X_FORWARDED_FOR, false));
            if (client != null) {
                headers.put(HttpHeader.X_FORWARDED_FOR, client);
            }
            putLast(request, HttpHeader.X_FORWARDED_PROTO, SCHEME, headers);
            putLast(request, HttpHeader.X_FORWARDED_HOST, HOST, headers);
        }
        return headers.asImmutable();
    }

    private boolean isTrustedPeer(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress address && address.getAddress() != null
                && isTrusted(address.getAddress());
    }

    private boolean isTrusted(InetAddress address) {
        return proxies.stream().anyMatch(range -> range.contains(address));
    }

    /** The last address that is not a proxy's, or the address of the first proxy if nothing before it is an address. */
    private @Nullable String client(List<String> addresses) {
        String client = null;
        for (String text : addresses.reversed()) {
            Optional<InetAddress> address = parse(text);
            if (address.isEmpty()) {
                break;
            }
            client = address.get().getHostAddress();
            if (!isTrusted(address.get())) {
                break;
            }
        }
        return client;
    }

    /** Does not look up names. */
    private static Optional<InetAddress> parse(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(matcher.group(1) != null
                    ? matcher.group(1)
                    : matcher.group(2) != null ? matcher.group(2) : matcher.group(3)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Uses the last value, because a proxy may either replace the header of the client or append to it. */
    private static void putLast(Request request, HttpHeader name, Pattern accepted, HttpFields.Mutable headers) {
        List<String> values = request.getHeaders().getCSV(name, false);
        if (!values.isEmpty() && accepted.matcher(values.getLast()).matches()) {
            headers.put(name, values.getLast());
        }
    }

    private static Request withHeaders(Request request, HttpFields headers) {
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return headers;
            }
        };
    }
}
