//! The search language of `q`: a subset of Lucene's, for users and for the tenant log.
//!
//! | form | matches |
//! |---|---|
//! | `field:word`, `field:"a phrase"` | a value that is this; where the field is prose, one that holds these words in this order |
//! | `word`, `"a phrase"` | the same in any of the fields that the vocabulary names for it |
//! | `field:pre*`, `field:*mid*dle` | a value of this form; after a leading `*` there must be three characters in a row |
//! | `field:[a TO b]`, `field:{a TO b}`, `field:>=a` | a value from a to b; `*` for no bound |
//! | `_exists_:field`, `field:*` | any value at all |
//! | `a AND b`, `a OR b`, `NOT a`, `+a -b`, `(…)`, `field:(a OR b)` | as they read; NOT binds before AND before OR, which a blank stands for |
//!
//! A parser of our own, because the well-kept ones build the queries of an index we do not have, recurse as deep as they are told to,
//! and take what we could not answer (boosts, distances, regular expressions). What is not understood is refused, so that no answer
//! is wider or narrower than its question. Length, depth and terms are bounded, and so is the work for a record.

mod json;
mod matching;
mod needle;
mod parse;
#[cfg(test)]
mod tests;
mod widen;

pub use json::visit;
pub use matching::{Document, Leaf};
pub use needle::Needles;
pub use parse::parse;

use crate::http::error::ApiError;

/// The longest search, in bytes.
pub const MAX_LENGTH: usize = 4096;
/// How deep parentheses and negations may stand in each other.
pub const MAX_DEPTH: usize = 16;
/// The most terms; one without a field counts as [`BARE_TERM`], for it is asked of that many fields.
pub const MAX_TERMS: usize = 128;
/// See [`MAX_TERMS`].
pub const BARE_TERM: usize = 8;

/// What a kind of record can be searched for.
#[derive(Debug)]
pub struct Vocabulary {
    /// Whether there is such a field.
    pub knows: fn(&str) -> bool,
    /// Whether the case of its letters does not count; `None` asks for terms without a field.
    pub folds: fn(Option<&str>) -> bool,
    /// Whether it is prose, in which words are looked for.
    pub prose: fn(Option<&str>) -> bool,
    /// The fields, for who asked for another.
    pub fields: &'static str,
}

/// A search that was understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// All of them; none is everything.
    All(Vec<Node>),
    /// One of them at least.
    Any(Vec<Node>),
    /// Everything else.
    Not(Box<Node>),
    /// What one value must be.
    Term(Term),
}

/// What one value must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The field; `None` for any that the vocabulary names.
    pub field: Option<String>,
    /// Whether the case of letters does not count. What the test holds is folded then.
    pub folds: bool,
    /// Whether words inside the value count.
    pub prose: bool,
    /// How it is compared.
    pub test: Test,
}

/// How a value is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is there.
    Exists,
    /// It is this.
    Is(String),
    /// It begins with the first, ends with the last, and holds the others between them in this order.
    Pattern(Vec<String>),
    /// It lies between these.
    Range {
        /// The lower bound and whether it belongs to the range.
        from: Option<(String, bool)>,
        /// The upper bound and whether it belongs to the range.
        to: Option<(String, bool)>,
    },
}

impl Node {
    /// A term that asks for one value of a field, which is no prose and whose case counts.
    pub fn is(field: &str, value: &str) -> Self {
        Self::Term(Term { field: Some(field.to_owned()), folds: false, prose: false, test: Test::Is(value.to_owned()) })
    }
}

/// Why a search was not understood, in one sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        Self::invalid_query(format!("'{}' on property q.", fault.0))
    }
}

/// How letters are compared where their case does not count. One character becomes one, and none beyond ASCII becomes ASCII, so
/// that a record can be passed over by its bytes.
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) if !one.is_ascii() => one,
        _ => c,
    }
}
