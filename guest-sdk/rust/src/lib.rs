//! Write Anteroom Actions in Rust.
