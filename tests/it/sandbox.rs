//! The sandbox against guests that mean harm, uploads that are broken, and servers that misbehave.

mod artefacts;
mod boundary;
mod computing;
mod concurrency;
mod effects;
mod egress;
mod memory;
mod triggers;
mod uploads;
mod waiting;
mod wasi;
