//! `/authorize` over the wire: what is refused and where that is said, sessions that answer, errors that go back.

mod issuer;
mod organizations;
mod plain_pkce;
mod pushed;
mod redirects;
mod request_objects;
mod requests;
mod response_modes;
mod response_types;
mod sessions;
mod web_message;
