//! What the fuzz targets do with their input: one module a target, each with the laws that must hold beyond "does not panic".
//!
//! A library and not only binaries, so that stable Rust and the tests of the server compile it too: `tests/it/fuzz.rs` takes these
//! files as a module and runs every target over its seeds. What libFuzzer needs is the three lines of each file in `fuzz_targets/`.
//!
//! Adding one: a module here and in [`TARGETS`], a file in `fuzz_targets/` with its `[[bin]]`, seeds in `seeds/<name>/`; the test says
//! what is missing.

pub mod authorize;
pub mod cache;
pub mod component;
pub mod componentize;
pub mod config;
pub mod effects;
pub mod egress;
pub mod federation;
pub mod fields;
pub mod jwt;
pub mod keys;
pub mod logout;
pub mod management;
pub mod origin;
pub mod pages;
pub mod paging;
pub mod profile;
pub mod registration;
pub mod router;
pub mod script;
pub mod search;
pub mod token;
pub mod urls;
pub mod users;
mod wire;
mod world;

/// A target: takes any bytes, panics where a law is broken.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 24] = [
    ("authorize", authorize::run),
    ("cache", cache::run),
    ("component", component::run),
    ("componentize", componentize::run),
    ("config", config::run),
    ("effects", effects::run),
    ("egress", egress::run),
    ("federation", federation::run),
    ("fields", fields::run),
    ("jwt", jwt::run),
    ("keys", keys::run),
    ("logout", logout::run),
    ("management", management::run),
    ("origin", origin::run),
    ("pages", pages::run),
    ("paging", paging::run),
    ("profile", profile::run),
    ("registration", registration::run),
    ("router", router::run),
    ("script", script::run),
    ("search", search::run),
    ("token", token::run),
    ("urls", urls::run),
    ("users", users::run),
];
