package dev.darkroom.adapter.events;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells public addresses from those of this machine, of a private network or of no host: the IANA special-purpose registries (RFC 6890) for
 * IPv4, and all but global unicast (RFC 4291) for IPv6. Of IPv6 addresses that contain one of IPv4, only those of NAT64 (RFC 6052) are public,
 * if that one is.
 */
final class PublicAddresses {
    private static final List<Range> NOT_PUBLIC_IPV4 = ranges(
            "0.0.0.0/8", // this network, RFC 791
            "10.0.0.0/8", // private, RFC 1918
            "100.64.0.0/10", // shared by customers of a provider, RFC 6598
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // the host of an Azure machine
            "169.254.0.0/16", // link-local, and metadata of clouds
            "172.16.0.0/12", // private, RFC 1918
            "192.0.0.0/24", // protocols, RFC 6890
            "192.0.2.0/24", // documentation, RFC 5737
            "192.88.99.0/24", // relays of 6to4, RFC 7526
            "192.168.0.0/16", // private, RFC 1918
            "198.18.0.0/15", // benchmarks, RFC 2544
            "198.51.100.0/24", // documentation, RFC 5737
            "203.0.113.0/24", // documentation, RFC 5737
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    private static final Range GLOBAL_UNICAST = range("2000::/3");

    private static final List<Range> NOT_PUBLIC_IPV6 = ranges(
            "2001::/23", // protocols, with Teredo (RFC 4380) and benchmarks
            "2001:db8::/32", // documentation, RFC 3849
            "2002::/16", // 6to4, RFC 3056
            "3fff::/20"); // documentation, RFC 9637

    /** NAT64 with a prefix that every network has. The other one, {@code 64:ff9b:1::/48} (RFC 8215), is for private networks. */
    private static final Range NAT64 = range("64:ff9b::/96");

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        if (address instanceof Inet4Address) {
            return NOT_PUBLIC_IPV4.stream().noneMatch(range -> range.contains(address));
        }
        if (NAT64.contains(address)) {
            return contain(lastFourBytes(address));
        }
        return GLOBAL_UNICAST.contains(address) && NOT_PUBLIC_IPV6.stream().noneMatch(range -> range.contains(address));
    }

    private static InetAddress lastFourBytes(InetAddress address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    private static List<Range> ranges(String... texts) {
        return Stream.of(texts).map(PublicAddresses::range).toList();
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        return new Range(
                InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /** A range in CIDR notation (RFC 4632). */
    private record Range(InetAddress first, int prefixBits) {
        boolean contains(InetAddress other) {
            byte[] a = first.getAddress();
            byte[] b = other.getAddress();
            if (a.length != b.length) {
                return false;
            }
            for (int bit = 0; bit < prefixBits; bit++) {
                int mask = 0x80 >> bit % Byte.SIZE;
                if (((a[bit / Byte.SIZE] ^ b[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
