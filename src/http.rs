//! The wire: one flat route list and the layers around it. Nothing outside this module knows of axum.
//!
//! A handler extracts, authorises, acts and answers, in about ten lines; what it does lives below.

pub mod authorize;
pub mod dbconnections;
pub mod device_code;
pub mod discovery;
pub mod error;
pub mod exports;
pub mod extract;
pub mod health;
pub mod held_back;
mod introspect;
pub mod jwks;
pub mod limits;
pub mod logout;
pub mod management;
pub mod metrics;
pub mod observe;
pub mod pages;
pub mod par;
pub mod peers;
mod refused;
pub mod register;
pub mod revoke;
pub mod security;
pub mod token;
pub mod userinfo;

use std::sync::Arc;

pub use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;

/// The state of every handler.
pub type Shared = Arc<App>;

/// The largest request body but for component uploads and user imports, in bytes.
pub const MAX_BODY: usize = 256 * 1024;

/// Every route of the server.
pub fn build_router(app: Shared) -> Router {
    let to_applications = token::cors::for_applications(&app);
    let to_everybody = token::cors::for_everybody();
    app.pipeline.serve_at_home(Arc::new(management::home::ManagementHomes::new(&app)));
    Router::new()
        // Tokens
        .route("/oauth/token", post(token::exchange).layer(to_applications.clone()))
        .route("/oauth/device/code", post(device_code::issue).layer(to_applications.clone()))
        .route("/oauth/introspect", post(introspect::introspect))
        .route("/oauth/par", post(par::push).layer(to_applications.clone()))
        .route("/oauth/revoke", post(revoke::revoke).layer(to_applications.clone()))
        .route("/userinfo", get(userinfo::get).post(userinfo::post).layer(to_applications))
        // Discovery
        .route("/.well-known/jwks.json", get(jwks::keys).layer(to_everybody.clone()))
        .route("/.well-known/oauth-authorization-server", get(discovery::document).layer(to_everybody.clone()))
        .route("/.well-known/openid-configuration", get(discovery::document).layer(to_everybody))
        // Authentication API
        .route("/dbconnections/change_password", post(dbconnections::change_password::change_password))
        .route("/dbconnections/signup", post(dbconnections::signup::signup))
        .route("/authorize", get(authorize::get).post(authorize::post))
        .route("/continue", get(authorize::continuation::get).post(authorize::continuation::post))
        .route("/oidc/register", post(register::register))
        .route("/oidc/register/{client_id}", get(register::manage::read).put(register::manage::update).delete(register::manage::delete))
        .route("/oidc/logout", get(logout::oidc::get).post(logout::oidc::post))
        .route("/v2/logout", get(logout::v2::get))
        // Hosted pages
        .route("/dev/mailbox", get(pages::dev_mailbox::get))
        .route("/activate", get(pages::activate::get).post(pages::activate::post))
        .route("/u/device-confirmation", post(pages::activate::confirm))
        .route("/u/email-identifier/challenge", get(pages::email_code::get).post(pages::email_code::post))
        .route("/u/email-verification", get(pages::email_verification::get).post(pages::email_verification::post))
        .route("/u/login", get(pages::login::get).post(pages::login::post))
        .route("/u/login/federated", get(authorize::federated::choose))
        .route("/login/callback", get(authorize::federated::get))
        .route("/u/logout", post(logout::oidc::confirm))
        .route("/u/mfa-otp-challenge", get(pages::mfa::otp_challenge::get).post(pages::mfa::otp_challenge::post))
        .route("/u/mfa-otp-enrollment", get(pages::mfa::otp_enrollment::get).post(pages::mfa::otp_enrollment::post))
        .route("/u/mfa-recovery-code", get(pages::mfa::recovery_code::get).post(pages::mfa::recovery_code::post))
        .route("/u/mfa-recovery-code-challenge", get(pages::mfa::recovery_challenge::get).post(pages::mfa::recovery_challenge::post))
        .route("/u/reset-password/request", get(pages::reset::get).post(pages::reset::post))
        .route("/u/reset-verify", get(pages::reset_verify::get).post(pages::reset_verify::post))
        .route("/u/signup", get(pages::signup::get).post(pages::signup::post))
        .route("/u/unblock", get(pages::unblock::get).post(pages::unblock::post))
        .route("/u/consent", get(pages::consent::get).post(pages::consent::post))
        .route("/u/assets/icon.svg", get(pages::assets::icon))
        .route("/u/assets/{file}", get(pages::assets::get))
        // Files that the Management API made
        .route("/exports/users", get(exports::users))
        // Operations
        .route("/healthz", get(health::alive))
        .route("/metrics", get(metrics::show))
        .route("/readyz", get(health::ready))
        // Management API
        .merge(management::router(&app))
        .layer(axum::extract::DefaultBodyLimit::max(MAX_BODY))
        .layer(CatchPanicLayer::custom(error::after_panic))
        .layer(from_fn(pages::texts::listen))
        .layer(from_fn_with_state(app.clone(), security::headers))
        .layer(from_fn_with_state(app.clone(), peers::admit))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .with_state(app)
}
