//! The hosted pages over the wire: whose forms are taken, what they say, and what their headers forbid.

mod consent;
mod denials;
mod forms;
mod headers;
mod limits;
mod texts;
