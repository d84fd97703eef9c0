//! The Management API over the wire: every endpoint, and what it refuses.

mod absent;
mod actions;
mod apis;
mod auth;
mod clients;
mod connections;
mod custom_domains;
mod emails;
mod events;
mod grants;
mod jobs;
mod linking;
mod log_streams;
mod openapi;
mod organizations;
mod refresh_tokens;
mod roles;
mod rules;
mod sessions;
mod settings;
mod stats;
mod tenant;
mod tour;
mod user_access;
mod user_search;
mod users;
