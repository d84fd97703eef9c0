//! From an author's source text to a program: everything that happens to a script Action before the sandbox sees it.
//!
//! | module | what it does |
//! |---|---|
//! | [`source`] | JavaScript is checked, TypeScript becomes JavaScript; both say what the author got wrong, and where |
//! | [`npm`] | packages: exact versions from ranges, archives checked and unpacked, nothing of them run |
//! | [`bundle`] | packages: what a script requires of them, as one text |
//! | [`packages`] | all of this for the dependencies of one script, kept while they stay the same |
//! | [`build`] | the whole way, from a text with its dependencies to a program |
//! | [`mentions`] | what a text reads and writes of the objects that it is given |
//! | [`rule`] | a Rule, which is one function expression |
//! | [`database`] | the scripts of a custom database, each one function expression |
//! | [`module`] | the same for an Actions Module, which becomes a part of the Actions that require it |
//!
//! The author's own text is never bundled: it runs as it was written, so that what a stack trace names is in the author's file.
//! What it requires is bundled apart from it, and stays the same when only the source changes.

pub mod build;
pub mod bundle;
mod check;
mod commonjs;
pub mod database;
mod edits;
pub mod hook;
pub mod mentions;
pub mod module;
pub mod npm;
pub mod packages;
pub mod rule;
pub mod source;
mod typescript;
