//! `api.samlResponse`: what the service hears that logs in by SAML.
//!
//! The contract has one function for all settings and names them by the methods of JavaScript; here each is a method with the type
//! of its value, so that neither is misspelt.

use serde::Serialize;

use crate::effect::{DigestAlgorithm, Effect, Refusal, SignatureAlgorithm};
use crate::host::{Asks, json};

/// `api.samlResponse`.
pub struct SamlResponse<'api>(pub(crate) &'api dyn Asks);

/// The settings: what each is for, its method, its name in the contract, and the type of its value.
macro_rules! settings {
    ($($(#[$doc:meta])* $method:ident $setting:literal ($value:ty))*) => {
        impl SamlResponse<'_> {
            /// Sets an attribute: a text, a number, a truth value, nothing, or a list of these. There are at most 100.
            pub fn set_attribute(&mut self, name: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
                self.0.ask(Effect::SamlAttribute { name: name.into(), value: json(value)? })
            }

            $(
                $(#[$doc])*
                pub fn $method(&mut self, value: $value) -> Result<(), Refusal> {
                    self.0.ask(Effect::SamlSetting { setting: $setting.to_owned(), value: json(value)? })
                }
            )*
        }
    };
}

settings! {
    /// For whom the assertion is.
    set_audience "audience" (&str)
    /// The `Recipient` of the subject's confirmation.
    set_recipient "recipient" (&str)
    /// The `Destination` of the response.
    set_destination "destination" (&str)
    /// The `Issuer`.
    set_issuer "issuer" (&str)
    /// The `RelayState` that the service gets back.
    set_relay_state "relay_state" (&str)
    /// How long the assertion is valid: 1 to 31,536,000 seconds.
    set_lifetime_in_seconds "lifetime_in_seconds" (u32)
    /// Whether the response is signed instead of the assertion.
    set_sign_response "sign_response" (bool)
    /// How it is signed.
    set_signature_algorithm "signature_algorithm" (SignatureAlgorithm)
    /// The digest that is signed.
    set_digest_algorithm "digest_algorithm" (DigestAlgorithm)
    /// The format of the subject's name.
    set_name_identifier_format "name_identifier_format" (&str)
    /// The attributes that the subject's name is taken from, in order: at most 10.
    set_name_identifier_probes "name_identifier_probes" (&[&str])
    /// How the user was authenticated, as the service hears it.
    set_authn_context_class_ref "authn_context_class_ref" (&str)
    /// Whether there is a UPN claim.
    set_create_upn_claim "create_upn_claim" (bool)
    /// Whether claims that no mapping names go in.
    set_passthrough_claims_with_no_mapping "passthrough_claims_with_no_mapping" (bool)
    /// Whether those go in under their own names.
    set_map_unknown_claims_as_is "map_unknown_claims_as_is" (bool)
    /// Whether claims on the user's identities go in.
    set_map_identities "map_identities" (bool)
    /// Whether attributes say the type of their value.
    set_typed_attributes "typed_attributes" (bool)
    /// Whether attributes say the format of their name.
    set_include_attribute_name_format "include_attribute_name_format" (bool)
    /// The certificate that the service's requests are checked with, as PEM.
    set_signing_cert "signing_cert" (&str)
    /// The certificate of the key that signs, as PEM.
    set_cert "cert" (&str)
    /// The key that signs, as PEM. Execution records do not show it.
    set_key "key" (&str)
    /// The certificate that the assertion is encrypted for, as PEM.
    set_encryption_cert "encryption_cert" (&str)
    /// The key that the assertion is encrypted for, as PEM.
    set_encryption_public_key "encryption_public_key" (&str)
    /// How the assertion is encrypted.
    set_encryption_algorithm "encryption_algorithm" (&str)
}
