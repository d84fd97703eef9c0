//! Which redirect is good: one that equals, byte for byte, one that was registered (RFC 9700 section 2.1). No parsing, no normalising: each
//! of those has let somebody's variant through.
//!
//! The first label of a registered host may stand for others, as at Auth0: `*` for any one label, `{organization_name}` for the name of
//! the organization that the login is with. Everything behind it is compared as ever, and a label is letters, digits and hyphens alone, so
//! that nothing in it can end the host. For third parties neither counts.

use super::membership;
use super::target::leads_to_an_application;
use crate::app::App;
use crate::identity::{Client, Organization};
use crate::storage::StoreError;

/// Any one label.
pub const ANY: &str = "*";
/// The name of the login's organization.
pub const ORGANIZATION: &str = "{organization_name}";

/// How a redirect was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    /// Not at all.
    No,
    /// For every login.
    Yes,
    /// For logins with the organization of this name.
    With(String),
}

impl Registered {
    /// Whether a login with this organization may be sent there.
    pub fn is_good_with(&self, organization: Option<&Organization>) -> bool {
        match self {
            Self::No => false,
            Self::Yes => true,
            Self::With(name) => organization.is_some_and(|organization| organization.name == *name),
        }
    }
}

/// How `uri` is registered for `client`.
pub fn registered(client: &Client, uri: &str) -> Registered {
    let without_fragment = url::Url::parse(uri).is_ok_and(|url| url.fragment().is_none());
    if !without_fragment || !leads_to_an_application(uri) {
        return Registered::No;
    }
    if client.callbacks.iter().any(|callback| callback == uri) && !is_pattern(uri) {
        return Registered::Yes;
    }
    if !client.is_first_party {
        return Registered::No;
    }
    if client.callbacks.iter().any(|callback| label_at(callback, ANY, uri).is_some()) {
        return Registered::Yes;
    }
    let named = client.callbacks.iter().find_map(|callback| label_at(callback, ORGANIZATION, uri));
    named.map_or(Registered::No, |name| Registered::With(name.to_owned()))
}

/// Whether it is a pattern, and so no address.
pub fn is_pattern(uri: &str) -> bool {
    let rest = uri.strip_prefix("https://").unwrap_or_default();
    [ANY, ORGANIZATION].iter().any(|placeholder| rest.strip_prefix(placeholder).is_some_and(|rest| rest.starts_with('.')))
}

/// The label of `uri` that stands where `pattern` has the placeholder, if everything else is the same.
fn label_at<'a>(pattern: &str, placeholder: &str, uri: &'a str) -> Option<&'a str> {
    let rest = pattern.strip_prefix("https://")?.strip_prefix(placeholder)?;
    let label = uri.strip_prefix("https://")?.strip_suffix(rest)?;
    let plain = label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let good = rest.starts_with('.') && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
    (good && plain).then_some(label)
}

/// Whether a request with this `organization` may be answered at `uri`.
pub async fn is_good(app: &App, client: &Client, uri: &str, organization: Option<&str>) -> Result<bool, StoreError> {
    let registered = registered(client, uri);
    let found = match (&registered, organization) {
        (Registered::With(_), Some(wanted)) => membership::named(app, &app.tenant().await?, wanted).await?,
        _ => None,
    };
    Ok(registered.is_good_with(found.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(first_party: bool, callbacks: &[&str]) -> Client {
        let mut client = Client::new("app".to_owned(), "App");
        client.is_first_party = first_party;
        client.callbacks = callbacks.iter().map(|&callback| callback.to_owned()).collect();
        client
    }

    #[test]
    fn a_placeholder_stands_for_one_label_and_nothing_else() {
        let client = client(true, &["https://*.example.com/cb", "https://app.example.org/cb"]);
        for good in ["https://a.example.com/cb", "https://a-1.example.com/cb", "https://app.example.org/cb"] {
            assert_eq!(registered(&client, good), Registered::Yes, "{good}");
        }
        for bad in [
            "https://example.com/cb",
            "https://.example.com/cb",
            "https://a.b.example.com/cb",
            "https://*.example.com/cb",
            "https://%2a.example.com/cb",
            "https://evil.example/x.example.com/cb",
            "https://evil.example/.example.com/cb",
            "https://evil.example#.example.com/cb",
            "https://evil.example?.example.com/cb",
            "https://evil.example\\.example.com/cb",
            "https://user@a.example.com/cb",
            "https://a:b@c.example.com/cb",
            "https://A.example.com/cb",
            "https://-a.example.com/cb",
            "https://a-.example.com/cb",
            "https://a_b.example.com/cb",
            "https://ä.example.com/cb",
            "http://a.example.com/cb",
            "https://a.example.com:8443/cb",
            "https://a.example.com/cb/",
            "https://a.example.com/cb?x",
            "https://a.example.com/CB",
            "HTTPS://a.example.com/cb",
            "https://a.example.com.evil.example/cb",
            "https://{organization_name}.example.com/cb",
        ] {
            assert_eq!(registered(&client, bad), Registered::No, "{bad}");
        }
    }

    #[test]
    fn an_organizations_label_is_good_for_its_logins_alone() {
        let client = client(true, &["https://{organization_name}.example.com/cb"]);
        let acme: Organization = serde_json::from_value(serde_json::json!({
            "id": "org_1", "name": "acme", "display_name": "Acme", "metadata": {}, "connections": [],
        }))
        .unwrap();
        let of = registered(&client, "https://acme.example.com/cb");
        assert_eq!(of, Registered::With("acme".to_owned()));
        assert!(of.is_good_with(Some(&acme)) && !of.is_good_with(None));
        assert!(!registered(&client, "https://other.example.com/cb").is_good_with(Some(&acme)));
        assert_eq!(registered(&client, "https://{organization_name}.example.com/cb"), Registered::No);
    }

    #[test]
    fn third_parties_have_no_placeholders() {
        let client = client(false, &["https://*.example.com/cb", "https://{organization_name}.example.com/cb"]);
        assert_eq!(registered(&client, "https://a.example.com/cb"), Registered::No);
    }
}
