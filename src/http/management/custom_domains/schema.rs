//! What a custom domain may hold. Its name and its kind are given once.

use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};

const HEADER: Kind = Kind::OneOf(&["true-client-ip", "cf-connecting-ip", "x-forwarded-for", "x-azure-clientip", ""]);

/// `POST /custom-domains`.
pub const CREATE: Schema = Schema(&[
    Field::required("domain", Kind::Checked(domain)),
    Field::required("type", Kind::OneOf(&["auth0_managed_certs", "self_managed_certs"])),
    Field::new("verification_method", Kind::OneOf(&["txt"])),
    Field::new("tls_policy", Kind::OneOf(&["recommended"])),
    Field::nullable("custom_client_ip_header", HEADER),
    Field::new("domain_metadata", Kind::Map),
    Field::new("relying_party_identifier", Kind::Checked(domain)),
]);
body_of!(Create = CREATE);

/// `PATCH /custom-domains/{id}`.
pub const UPDATE: Schema = Schema(&[
    Field::new("tls_policy", Kind::OneOf(&["recommended"])),
    Field::nullable("custom_client_ip_header", HEADER),
    Field::new("domain_metadata", Kind::Map),
    Field::nullable("relying_party_identifier", Kind::Checked(domain)),
]);
body_of!(Update = UPDATE);

/// A host name of two labels or more, in lower case.
fn domain(text: &str) -> Result<(), String> {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if text.len() <= 253 && text.contains('.') && text.split('.').all(label) {
        Ok(())
    } else {
        Err("Object didn't pass validation for format hostname".to_owned())
    }
}
