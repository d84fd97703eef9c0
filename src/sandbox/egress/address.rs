//! Which addresses are public. Everything else is refused: the question is what a guest may reach, so the list says what is
//! allowed for IPv6 (global unicast) and what is not for IPv4, where almost everything is given out.
//!
//! Forms of IPv6 that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo) are refused as a whole rather than unpacked:
//! no public service needs them, and each one unpacked wrongly is a hole.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the address belongs to the public internet (IANA special-purpose address registries).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let inside = |base: [u8; 4], bits: u32| address.to_bits() >> (32 - bits) == Ipv4Addr::from(base).to_bits() >> (32 - bits);
    !(inside([0, 0, 0, 0], 8)            // this network
        || inside([10, 0, 0, 0], 8)      // private
        || inside([100, 64, 0, 0], 10)   // carrier-grade NAT
        || inside([127, 0, 0, 0], 8)     // loopback
        || inside([169, 254, 0, 0], 16)  // link-local: metadata services of clouds
        || inside([172, 16, 0, 0], 12)   // private
        || inside([192, 0, 0, 0], 24)    // protocol assignments
        || inside([192, 0, 2, 0], 24)    // documentation
        || inside([192, 31, 196, 0], 24) // AS112
        || inside([192, 52, 193, 0], 24) // AMT
        || inside([192, 88, 99, 0], 24)  // 6to4 relays
        || inside([192, 168, 0, 0], 16)  // private
        || inside([192, 175, 48, 0], 24) // AS112
        || inside([198, 18, 0, 0], 15)   // benchmarking
        || inside([198, 51, 100, 0], 24) // documentation
        || inside([203, 0, 113, 0], 24)  // documentation
        || inside([224, 0, 0, 0], 3)) // multicast, reserved, broadcast
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let global_unicast = a & 0xe000 == 0x2000;
    let special = matches!(
        (a, b),
        (0x2001, 0..=0x01ff)    // protocol assignments: Teredo, ORCHID, benchmarking, AMT
            | (0x2001, 0x0db8)  // documentation
            | (0x2002, _)       // 6to4
            | (0x2620, 0x004f)  // AS112
            | (0x3ff0..=0x3fff, _) // documentation (3fff::/20) and its neighbours, none of which is given out
    );
    global_unicast && !special
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_special_range_is_refused_at_both_ends() {
        for (first, last) in [
            ("0.0.0.0", "0.255.255.255"),
            ("10.0.0.0", "10.255.255.255"),
            ("100.64.0.0", "100.127.255.255"),
            ("127.0.0.0", "127.255.255.255"),
            ("169.254.0.0", "169.254.255.255"),
            ("172.16.0.0", "172.31.255.255"),
            ("192.0.0.0", "192.0.0.255"),
            ("192.0.2.0", "192.0.2.255"),
            ("192.88.99.0", "192.88.99.255"),
            ("192.168.0.0", "192.168.255.255"),
            ("198.18.0.0", "198.19.255.255"),
            ("198.51.100.0", "198.51.100.255"),
            ("203.0.113.0", "203.0.113.255"),
            ("224.0.0.0", "255.255.255.255"),
            ("::", "1fff:ffff::"),
            ("::ffff:8.8.8.8", "::ffff:169.254.169.254"),
            ("64:ff9b::", "64:ff9b::808:808"),
            ("64:ff9b:1::", "64:ff9b:1:ffff::"),
            ("2001::", "2001:1ff:ffff::"),
            ("2001:db8::", "2001:db8:ffff::"),
            ("2002::", "2002:a9fe:a9fe::"),
            ("3fff::", "3fff:fff::"),
            ("4000::", "ffff::"),
            ("fc00::", "fdff::"),
            ("fe80::", "febf::"),
            ("ff00::", "ff0e::1"),
        ] {
            for address in [first, last] {
                assert!(!is_public(address.parse().unwrap()), "{address}");
            }
        }
    }

    #[test]
    fn addresses_of_public_services_are_allowed() {
        for address in ["1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "172.32.0.0", "223.255.255.255"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["2606:4700:4700::1111", "2001:4860:4860::8888", "2a00:1450::1", "2400::1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    proptest! {
        #[test]
        fn an_ipv4_address_inside_ipv6_is_never_public(bits: u32, high in prop::sample::select(vec![
            0u128, 0xffff << 32, 0x0064_ff9b << 96, 0x0064_ff9b_0001 << 80, 0xffff_0000_0000,
        ])) {
            prop_assert!(!is_public(Ipv6Addr::from(high | u128::from(bits)).into()));
            prop_assert!(!is_public(Ipv6Addr::from((0x2002 << 112) | (u128::from(bits) << 80)).into()));
        }

        #[test]
        fn what_the_standard_library_calls_special_is_never_public(bits: u32) {
            let address = Ipv4Addr::from(bits);
            let special = address.is_private() || address.is_loopback() || address.is_link_local() || address.is_broadcast()
                || address.is_documentation() || address.is_multicast() || address.is_unspecified();
            prop_assert!(!(special && is_public(address.into())));
        }

        #[test]
        fn a_local_ipv6_address_is_never_public(bits: u128) {
            let address = Ipv6Addr::from(bits);
            let special = address.is_loopback() || address.is_multicast() || address.is_unspecified()
                || address.is_unique_local() || address.is_unicast_link_local();
            prop_assert!(!(special && is_public(address.into())));
        }
    }
}
