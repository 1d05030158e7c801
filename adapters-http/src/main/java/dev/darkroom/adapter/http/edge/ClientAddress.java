package dev.darkroom.adapter.http.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The address of a client: the peer of the connection, or the address that a trusted proxy names. */
public final class ClientAddress {
    /** A client with one IPv6 address has a whole subnet (RFC 4291, section 2.5.4; RFC 6177). */
    private static final int IPV6_SUBNET_BITS = 64;

    private ClientAddress() {}

    /** The address as text, or {@code -} if there is none. */
    static String of(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        return address == null || address.isEmpty() ? "-" : address.replace("[", "").replace("]", "");
    }

    /** The same text for all addresses that one client can use: an IPv4 address or an IPv6 subnet. */
    public static String group(HttpServletRequest request) {
        return group(of(request));
    }

    /** @param text an address, IPv6 with or without brackets, or another text if there is none */
    public static String group(String text) {
        String address = text.replace("[", "").replace("]", "");
        try {
            return group(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    public static String group(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        try {
            return InetAddress.getByAddress(AddressRange.prefix(address.getAddress(), IPV6_SUBNET_BITS))
                    .getHostAddress() + "/" + IPV6_SUBNET_BITS;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An IPv6 address has 16 bytes", e);
        }
    }
}
