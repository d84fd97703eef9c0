//! E-mail that goes out, and what its links do.

mod delivery;
mod development;
mod hostile;
mod reset;
mod templates;
mod tickets;
mod verification;
