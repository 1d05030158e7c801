package dev.darkroom.adapter.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "2001:200::1",
        "2001:4860:4860::8888", "64:ff9b::1.1.1.1"
    })
    void publicAddress(String text) {
        assertThat(PublicAddresses.contain(InetAddress.ofLiteral(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // unspecified, loopback, private, link-local, shared
        "0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.255", "10.0.0.1", "10.255.255.255", "172.16.0.1",
        "172.31.255.255", "192.168.0.1", "192.168.255.255", "169.254.169.254", "100.64.0.1", "100.127.255.255",
        // of clouds
        "168.63.129.16", "192.0.0.192",
        // multicast, reserved, broadcast, documentation, benchmarks
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.51.100.7", "203.0.113.9",
        "198.18.0.1", "198.19.255.255", "192.88.99.1",
        // unspecified, loopback, unique local, link-local, site-local, multicast, documentation, benchmarks, discard
        "::", "::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1", "2001:db8::1",
        "3fff::1", "2001:2::1", "100::1",
        // with an IPv4 address: mapped, compatible, NAT64, 6to4, Teredo
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1.1.1.1", "64:ff9b:1:ffff::10.0.0.1", "2002:7f00:1::1", "2002:a9fe:a9fe::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2"
    })
    void otherAddress(String text) {
        assertThat(PublicAddresses.contain(InetAddress.ofLiteral(text))).isFalse();
    }
}
