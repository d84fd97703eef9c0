//! Attacks that lie across several areas: on every form, by every endpoint that takes a password, with every spelling of a name.

mod duplicates;
mod enumeration;
mod forms;
mod hosts;
mod identifiers;
mod passwords;
mod sessions;
mod stuffing;
