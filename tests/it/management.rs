//! The Management API over the wire: every endpoint, and what it refuses.

mod absent;
mod actions;
mod apis;
mod auth;
mod clients;
mod connections;
mod tenant;
mod tour;
mod users;
