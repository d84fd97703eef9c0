//! Scopes: reading them, and which of those asked for an API can give.

use crate::identity::ResourceServer;

/// The OpenID Connect scopes and Auth0's single-claim ones (reference 5.7): about the user, not about an API.
pub const IDENTITY: [&str; 14] = [
    "openid",
    "profile",
    "offline_access",
    "name",
    "given_name",
    "family_name",
    "nickname",
    "email",
    "email_verified",
    "picture",
    "created_at",
    "identities",
    "phone",
    "address",
];

/// The scopes of a `scope` parameter, in order, each once (RFC 6749 section 3.3).
pub fn parse(scope: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for one in scope.split_ascii_whitespace() {
        if !out.iter().any(|s| s == one) {
            out.push(one.to_owned());
        }
    }
    out
}

/// Those of `requested` that a login can give: the ones about the user, and the ones that the API names. Others are dropped
/// without a word, as at Auth0; `offline_access` only where the API allows it.
pub fn grantable(requested: &[String], api: Option<&ResourceServer>) -> Vec<String> {
    let known = |scope: &&String| {
        if scope.as_str() == "offline_access" {
            api.is_none_or(|api| api.allow_offline_access)
        } else {
            IDENTITY.contains(&scope.as_str()) || api.is_some_and(|api| api.has_scope(scope))
        }
    };
    requested.iter().filter(known).cloned().collect()
}

/// Whether `scope` is among `scopes`.
pub fn has(scopes: &[String], scope: &str) -> bool {
    scopes.iter().any(|s| s == scope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_that_comes_twice_counts_once() {
        assert_eq!(parse(" openid  email openid\t"), ["openid", "email"]);
    }

    #[test]
    fn without_an_api_only_scopes_about_the_user_are_given() {
        assert_eq!(grantable(&parse("openid read:users offline_access"), None), ["openid", "offline_access"]);
    }
}
