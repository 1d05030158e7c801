package dev.darkroom.adapter.http.edge;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of IP addresses in CIDR notation (RFC 4632, RFC 4291). */
public final class AddressRange {
    private static final Pattern CIDR = Pattern.compile("([0-9A-Fa-f:.]{2,45})(?:/([0-9]{1,3}))?");

    private final byte[] address;
    private final int prefixBits;

    private AddressRange(byte[] address, int prefixBits) {
        this.address = address;
        this.prefixBits = prefixBits;
    }

    /**
     * Reads a range such as {@code 10.0.0.0/8}, or one address such as {@code ::1}. Does not look up names.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static AddressRange parse(String text) {
        Matcher cidr = CIDR.matcher(text);
        if (!cidr.matches()) {
            throw new IllegalArgumentException("Not an IP address or a range of IP addresses: " + text);
        }
        byte[] address = InetAddress.ofLiteral(cidr.group(1)).getAddress();
        int bits = cidr.group(2) == null ? address.length * Byte.SIZE : Integer.parseInt(cidr.group(2));
        if (bits > address.length * Byte.SIZE) {
            throw new IllegalArgumentException("The prefix is longer than the address: " + text);
        }
        return new AddressRange(prefix(address, bits), bits);
    }

    /** Whether the address is in the range. */
    public boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        return bytes.length == address.length && Arrays.equals(prefix(bytes, prefixBits), address);
    }

    /** The address with all bits after the prefix set to zero. */
    static byte[] prefix(byte[] address, int bits) {
        byte[] prefix = new byte[address.length];
        for (int i = 0; i < bits; i++) {
            prefix[i / Byte.SIZE] |= (byte) (address[i / Byte.SIZE] & 0x80 >> i % Byte.SIZE);
        }
        return prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range
                && prefixBits == range.prefixBits
                && Arrays.equals(address, range.address);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(address) + prefixBits;
    }
}
