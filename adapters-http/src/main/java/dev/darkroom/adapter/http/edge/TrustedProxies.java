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
 * Believes what proxies say about the client of a request, when they are ours: its address from {@code X-Forwarded-For}, and the
 * scheme and host that it used from {@code X-Forwarded-Proto} and {@code X-Forwarded-Host}. From anybody else these headers
 * are as if they were not there.
 *
 * <p>Each proxy adds the address that it saw to the end of {@code X-Forwarded-For}; what stands before was sent to it. So the
 * client is the last address that is not one of our proxies: all before it may be made up. {@code Forwarded} (RFC 7239) is
 * not heeded: a proxy that does not know it passes on what the client wrote.
 */
public final class TrustedProxies extends ForwardedRequestCustomizer {
    private static final List<HttpHeader> HEEDED =
            List.of(HttpHeader.X_FORWARDED_FOR, HttpHeader.X_FORWARDED_PROTO, HttpHeader.X_FORWARDED_HOST);

    /** In brackets, or IPv4, either perhaps with a port; or plain IPv6. */
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

    /** For requests that another program of this process hands over, with the address it had them from at the end. */
    public static TrustedProxies behindGateway(List<AddressRange> proxies) {
        return new TrustedProxies(proxies, true);
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        return super.customize(withHeaders(request, believed(request)), responseHeaders);
    }

    private HttpFields believed(Request request) {
        HttpFields.Mutable headers = HttpFields.build(request.getHeaders());
        HEEDED.forEach(headers::remove);
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

    /** The last address that is not a proxy's; or the first proxy's, behind which nobody is told. */
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

    /** No name is looked up. */
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

    /** A proxy may add to what the client sent, as it may replace it. */
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
