//! Verification of tokens that claim to be ours.
//!
//! Everything that decides is ours, not the token's: the key is one of the ring's, the algorithm is the one of that key, the time is the
//! injected clock's. A header that brings its own key or asks for an extension is refused rather than ignored (RFC 8725
//! section 3). Access tokens and ID tokens are told apart by `azp`/`client_id`, which every access token has and no ID token,
//! so that an ID token is never good at an API, whatever its audience is called.

use jsonwebtoken::{Algorithm, Validation};
use serde_json::{Map, Value};

use super::keys::KeyRing;
use crate::identity::SigningAlg;

/// Longer tokens are not read: custom claims are bounded by 100 KB for each token, and base64 adds a third.
pub const MAX_TOKEN: usize = 192 * 1024;

/// What the token is to be used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// At an API or `/userinfo`.
    Access,
    /// As an `id_token_hint`: it may have expired (OpenID Connect RP-Initiated Logout section 4).
    IdHint,
}

/// Why a token does not count. Says it to the log; answers say "invalid token".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Not a compact JWS with a JSON header, or too long.
    #[error("the token is malformed")]
    Malformed,
    /// Not the key's, or none that we sign with.
    #[error("the token's algorithm is not that of its key")]
    Algorithm,
    /// The header brings a key or asks for an extension.
    #[error("the token's header has a member that is not taken")]
    Header,
    /// Not one of our keys, or a revoked one.
    #[error("the token's key is not known")]
    UnknownKey,
    /// The signature is not the key's.
    #[error("the token's signature is wrong")]
    Signature,
    /// Another issuer's.
    #[error("the token is of another issuer")]
    Issuer,
    /// For another audience.
    #[error("the token is for another audience")]
    Audience,
    /// Past its end, or without one.
    #[error("the token has expired")]
    Expired,
    /// Before its beginning.
    #[error("the token is not valid yet")]
    NotYet,
    /// An ID token where an access token belongs, or the other way round.
    #[error("the token is of another kind")]
    Kind,
}

/// The claims of a token that was verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// A claim.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A claim that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// `sub`; empty where the token has none.
    pub fn subject(&self) -> &str {
        self.text("sub").unwrap_or_default()
    }

    /// `cnf`: the thumbprint of the key without which the token is worth nothing (RFC 9449 section 6.1).
    pub fn bound_to(&self) -> Option<&str> {
        self.get("cnf")?.get("jkt")?.as_str()
    }

    /// The application: `azp`, or `client_id` in the RFC 9068 profile.
    pub fn client_id(&self) -> &str {
        self.text("azp").or_else(|| self.text("client_id")).unwrap_or_default()
    }

    /// The scopes.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.text("scope").unwrap_or_default().split(' ').filter(|scope| !scope.is_empty())
    }

    /// Whether the token has this scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes().any(|s| s == scope)
    }

    /// The audiences, one or several.
    pub fn audiences(&self) -> Vec<&str> {
        match self.0.get("aud") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// All claims.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

impl KeyRing {
    /// The claims of `token`, if it is ours, of this kind, for this audience and valid now.
    pub fn verify(&self, token: &str, audience: &str, kind: TokenKind) -> Result<Claims, VerifyError> {
        let claims = self.verify_any_audience(token, kind)?;
        if claims.audiences().contains(&audience) { Ok(claims) } else { Err(VerifyError::Audience) }
    }

    /// The same where the audience is for the caller to check.
    pub(crate) fn verify_any_audience(&self, token: &str, kind: TokenKind) -> Result<Claims, VerifyError> {
        if token.len() > MAX_TOKEN {
            return Err(VerifyError::Malformed);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|error| match error.kind() {
            // The algorithm's name is the only part of the header that is an enumeration: `none` and unknown names end here.
            jsonwebtoken::errors::ErrorKind::Json(_) | jsonwebtoken::errors::ErrorKind::InvalidAlgorithmName => VerifyError::Algorithm,
            _ => VerifyError::Malformed,
        })?;
        let alg = match header.alg {
            Algorithm::RS256 => SigningAlg::Rs256,
            Algorithm::ES256 => SigningAlg::Es256,
            _ => return Err(VerifyError::Algorithm),
        };
        let foreign = [header.jku.is_some(), header.jwk.is_some(), header.x5u.is_some(), header.x5c.is_some(), header.crit.is_some()];
        if foreign.contains(&true) || !header.extras.inner().is_empty() {
            return Err(VerifyError::Header);
        }
        let typed = match kind {
            TokenKind::Access => matches!(header.typ.as_deref(), Some("JWT" | "at+jwt")),
            TokenKind::IdHint => header.typ.as_deref() == Some("JWT"),
        };
        if !typed {
            return Err(VerifyError::Kind);
        }
        let set = self.set();
        let key = header.kid.as_deref().and_then(|kid| set.verifying(kid)).ok_or(VerifyError::UnknownKey)?;
        if key.stored.alg != alg {
            return Err(VerifyError::Algorithm);
        }

        let mut validation = Validation::new(header.alg);
        // The library would ask the machine for the time; audience and times are checked below.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims = ["iss".to_owned()].into();
        validation.set_issuer(&[self.issuer()]);
        let decoded = jsonwebtoken::decode::<Map<String, Value>>(token, &key.verifier, &validation);
        let claims = decoded.map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => VerifyError::Signature,
            jsonwebtoken::errors::ErrorKind::InvalidIssuer | jsonwebtoken::errors::ErrorKind::MissingRequiredClaim(_) => {
                VerifyError::Issuer
            }
            _ => VerifyError::Malformed,
        })?;
        self.check(claims.claims, kind)
    }

    fn check(&self, claims: Map<String, Value>, kind: TokenKind) -> Result<Claims, VerifyError> {
        let claims = Claims(claims);
        // An issuer that is a list would pass the library's check of one member.
        if claims.text("iss") != Some(self.issuer()) {
            return Err(VerifyError::Issuer);
        }
        let names_client = claims.get("azp").is_some() || claims.get("client_id").is_some();
        if names_client != (kind == TokenKind::Access) {
            return Err(VerifyError::Kind);
        }
        let now = self.clock().now().as_second();
        let time = |name: &str| claims.get(name).and_then(Value::as_i64);
        if kind == TokenKind::Access && time("exp").is_none_or(|exp| exp <= now) {
            return Err(VerifyError::Expired);
        }
        match claims.get("nbf") {
            Some(nbf) if nbf.as_i64().is_none_or(|nbf| nbf > now) => Err(VerifyError::NotYet),
            _ => Ok(claims),
        }
    }
}

#[cfg(test)]
mod tests;
