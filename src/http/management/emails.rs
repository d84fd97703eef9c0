//! `/api/v2/emails/provider` and `/api/v2/email-templates` (reference 4.2): who would deliver e-mail, and what it would say.
//!
//! Mail goes out by the provider `smtp`; the other nine are stored and given back. Credentials are sealed; what of them is no secret (a host, a port, a user, a
//! region) is shown, as at Auth0.

pub mod provider;
mod schema;
pub mod templates;

pub use schema::{TEMPLATES, secrets};
