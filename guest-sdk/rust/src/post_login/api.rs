//! What a `post-login` Action may ask for.

mod authentication;
mod multifactor;
mod saml;
mod session;
mod tokens;
mod transaction;

pub use authentication::AuthenticationApi;
pub use multifactor::Multifactor;
pub use saml::SamlResponse;
pub use session::{RefreshTokenApi, SessionApi};
pub use tokens::{AccessToken, IdToken};
pub use transaction::TransactionApi;

use crate::api::{Access, Prompt, Redirect, UserApi, Validation};

crate::api::api! {
    /// `api.access`: may the user come in?
    access: Access,
    /// `api.idToken`.
    id_token: IdToken,
    /// `api.accessToken`.
    access_token: AccessToken,
    /// `api.authentication`: more factors, and whom the login is for.
    authentication: AuthenticationApi,
    /// `api.multifactor`: the older way to ask for a second factor.
    multifactor: Multifactor,
    /// `api.redirect`: the user goes elsewhere first.
    redirect: Redirect,
    /// `api.prompt`: the user fills in a form first.
    prompt: Prompt,
    /// `api.user`: the user's metadata.
    user: UserApi,
    /// `api.validation`: what is wrong with the input.
    validation: Validation,
    /// `api.session`.
    session: SessionApi,
    /// `api.refreshToken`.
    refresh_token: RefreshTokenApi,
    /// `api.samlResponse`.
    saml_response: SamlResponse,
    /// `api.transaction`: what later Actions of the same login see.
    transaction: TransactionApi,
}
