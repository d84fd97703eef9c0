//! The Management API over the wire: every endpoint, and what it refuses.

mod actions;
mod apis;
mod auth;
mod clients;
mod connections;
mod grants;
mod custom_domains;
mod emails;
mod rules;
mod settings;
mod tenant;
mod tour;
mod users;
