//! A certificate authority of this server's own, for `--tls-self-signed`: many clients of Auth0 hard-code `https://` and can be
//! told of one more authority (`NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`), but not to skip verification.
//!
//! The authority is kept in the data directory, so that clients are told once; the server's certificate is made anew at every
//! start. The authority's certificate is constrained to the server's own names: whoever adds it to a browser gives nobody
//! power over other sites, even if the key leaks.

use std::net::IpAddr;
use std::path::Path;

use anyhow::Context;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, NameConstraints, SanType,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::data_dir;
use crate::config::Config;

/// The authority's certificate, for clients.
pub const CA_CERT: &str = "ca.pem";
const CA_KEY: &str = "ca-key.pem";
/// Days that the authority and the server's certificate are valid. Apple's clients refuse server certificates beyond 825 days.
const CA_DAYS: i64 = 3650;
const LEAF_DAYS: i64 = 397;

/// A certificate chain and key for this server.
pub fn leaf(config: &Config, now: Timestamp) -> anyhow::Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let names = names(config)?;
    let (ca_pem, ca_key) = authority(&config.data_dir, &names, now)?;
    let issuer = Issuer::from_ca_cert_pem(&ca_pem, ca_key).context("the local authority's certificate cannot be read")?;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Anteroom");
    params.subject_alt_names = names;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    set_validity(&mut params, now, LEAF_DAYS)?;
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &issuer)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    Ok((vec![certificate.der().clone()], key))
}

/// `localhost`, both loopback addresses, and the public host.
fn names(config: &Config) -> anyhow::Result<Vec<SanType>> {
    let mut names = vec![
        SanType::DnsName("localhost".try_into()?),
        SanType::IpAddress(IpAddr::from([127, 0, 0, 1])),
        SanType::IpAddress(IpAddr::from(std::net::Ipv6Addr::LOCALHOST)),
    ];
    let host = match config.public_url.host() {
        Some(url::Host::Domain(name)) => SanType::DnsName(name.try_into()?),
        Some(url::Host::Ipv4(ip)) => SanType::IpAddress(ip.into()),
        Some(url::Host::Ipv6(ip)) => SanType::IpAddress(ip.into()),
        None => return Ok(names),
    };
    if !names.contains(&host) {
        names.push(host);
    }
    Ok(names)
}

/// The authority for `names`, from the directory or made and kept there.
fn authority(dir: &Path, names: &[SanType], now: Timestamp) -> anyhow::Result<(String, KeyPair)> {
    let (cert_path, key_path) = (dir.join(CA_CERT), dir.join(CA_KEY));
    // The key's file begins with the names that the authority was made for; another public host needs another authority.
    let title = format!("names: {names:?}\n");
    if let (Some(key), Ok(cert)) = (data_dir::read_private(&key_path)?, std::fs::read_to_string(&cert_path)) {
        let text = String::from_utf8(key).context("the local authority's key cannot be read")?;
        if let Some(pem) = text.strip_prefix(&title) {
            return Ok((cert, KeyPair::from_pem(pem).context("the local authority's key cannot be read")?));
        }
        tracing::warn!("the public host has changed: a new local authority is made, and clients must be told of the new ca.pem");
    }
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Anteroom local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints { permitted_subtrees: subtrees(names), excluded_subtrees: Vec::new() });
    set_validity(&mut params, now, CA_DAYS)?;
    let certificate = params.self_signed(&key)?.pem();
    data_dir::write_private(&key_path, format!("{title}{}", key.serialize_pem()).as_bytes())?;
    std::fs::write(&cert_path, &certificate).with_context(|| format!("cannot write {}", cert_path.display()))?;
    Ok((certificate, key))
}

fn subtrees(names: &[SanType]) -> Vec<GeneralSubtree> {
    names
        .iter()
        .filter_map(|name| match name {
            SanType::DnsName(name) => Some(GeneralSubtree::DnsName(name.to_string())),
            SanType::IpAddress(ip) => {
                let bits = if ip.is_ipv4() { 32 } else { 128 };
                Some(GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(*ip, bits)))
            }
            _ => None,
        })
        .collect()
}

/// Valid from yesterday, for clients whose clock is behind, to `days` from now, at midnight UTC.
fn set_validity(params: &mut CertificateParams, now: Timestamp, days: i64) -> anyhow::Result<()> {
    let date = |days: i64| -> anyhow::Result<(i32, u8, u8)> {
        let date = now.checked_add(jiff::SignedDuration::from_hours(24 * days))?.to_zoned(TimeZone::UTC).date();
        Ok((date.year().into(), date.month().try_into()?, date.day().try_into()?))
    };
    let ((from_y, from_m, from_d), (to_y, to_m, to_d)) = (date(-1)?, date(days)?);
    params.not_before = rcgen::date_time_ymd(from_y, from_m, from_d);
    params.not_after = rcgen::date_time_ymd(to_y, to_m, to_d);
    Ok(())
}
