//! `response_type`: what an answer of `/authorize` carries (OAuth 2.0 Multiple Response Type Encoding Practices).
//!
//! A set of words and not a text: their order means nothing (RFC 6749 section 3.1.1). Whatever is no such set is no response type,
//! however much it resembles one.

/// All that there are, as discovery lists them.
pub const ALL: [&str; 7] = ["code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token"];

/// What an answer carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResponseType {
    /// An authorization code.
    pub code: bool,
    /// An access token.
    pub token: bool,
    /// An ID token.
    pub id_token: bool,
}

impl ResponseType {
    /// The response type of this text, if it is one: words that are known, each once, with one blank between them.
    pub fn parse(text: &str) -> Option<Self> {
        let mut out = Self::default();
        for word in text.split(' ') {
            let member = match word {
                "code" => &mut out.code,
                "token" => &mut out.token,
                "id_token" => &mut out.id_token,
                _ => return None,
            };
            if std::mem::replace(member, true) {
                return None;
            }
        }
        Some(out)
    }

    /// Whether the answer carries tokens, so that it belongs into no query: queries are logged and handed on.
    pub fn carries_tokens(self) -> bool {
        self.token || self.id_token
    }

    /// The grant types that an application needs for it (OpenID Connect Dynamic Client Registration section 2).
    pub fn grant_types(self) -> impl Iterator<Item = &'static str> {
        [(self.code, "authorization_code"), (self.carries_tokens(), "implicit")]
            .into_iter()
            .filter_map(|(needed, name)| needed.then_some(name))
    }

    /// `event.transaction.protocol` (reference 1.3).
    pub fn protocol(self) -> &'static str {
        match (self.code, self.carries_tokens()) {
            (true, true) => "oidc-hybrid-profile",
            (false, true) => "oidc-implicit-profile",
            (_, false) => "oidc-basic-profile",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_words_means_nothing() {
        assert_eq!(ResponseType::parse("id_token code"), ResponseType::parse("code id_token"));
        assert_eq!(ResponseType::parse("token id_token code"), Some(ResponseType { code: true, token: true, id_token: true }));
        assert!(ALL.iter().all(|text| ResponseType::parse(text).is_some()));
    }

    #[test]
    fn what_resembles_a_response_type_is_none() {
        for text in ["", " ", "code ", " code", "code  token", "code\ttoken", "code code", "CODE", "none", "code,token", "code+token"] {
            assert_eq!(ResponseType::parse(text), None, "{text:?}");
        }
    }
}
