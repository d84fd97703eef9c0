//! What the bytes of a record must hold to match a search: most records are passed over without being decoded.
//!
//! Sound, not exact: where a search does not say what must be there, or says it of a value that is stored in another form than it
//! is shown (times, numbers, flags), every record is looked at.

use memchr::memmem::Finder;

use super::{Node, Term, Test};

/// Shorter texts are in almost every record.
const SHORTEST: usize = 3;

/// Texts of which a matching record holds one.
#[derive(Debug)]
pub struct Needles(Option<Vec<Needle>>);

#[derive(Debug)]
struct Needle {
    finder: Finder<'static>,
    folds: bool,
}

impl Needles {
    /// Those of a search. `derived` names the fields that are not stored as they are shown.
    pub fn of(node: &Node, derived: fn(&str) -> bool) -> Self {
        Self(required(node, derived))
    }

    /// Whether the record may match.
    pub fn may_be_in(&self, record: &[u8]) -> bool {
        self.0.as_ref().is_none_or(|needles| needles.iter().any(|needle| needle.is_in(record)))
    }
}

fn required(node: &Node, derived: fn(&str) -> bool) -> Option<Vec<Needle>> {
    match node {
        // The longest of what must all be there is the rarest.
        Node::All(nodes) => nodes
            .iter()
            .filter_map(|node| required(node, derived))
            .max_by_key(|needles| needles.iter().map(|needle| needle.finder.needle().len()).min().unwrap_or(0)),
        Node::Any(nodes) => {
            let each: Option<Vec<Vec<Needle>>> = nodes.iter().map(|node| required(node, derived)).collect();
            each.map(|each| each.into_iter().flatten().collect())
        }
        Node::Not(_) => None,
        Node::Term(term) => of_term(term, derived).map(|needle| vec![needle]),
    }
}

fn of_term(term: &Term, derived: fn(&str) -> bool) -> Option<Needle> {
    if term.field.as_deref().is_some_and(derived) {
        return None;
    }
    let longest = match &term.test {
        Test::Is(text) if text.parse::<f64>().is_ok() => None,
        // Of words with anything between them only one is sure to stand as it is written.
        Test::Is(text) if term.prose => text.split(|c: char| !c.is_alphanumeric()).filter_map(plain_run).max_by_key(|run| run.len()),
        Test::Is(text) => plain_run(text),
        Test::Pattern(pieces) => pieces.iter().filter_map(|piece| plain_run(piece)).max_by_key(|run| run.len()),
        Test::Exists | Test::Range { .. } => None,
    };
    longest.filter(|run| run.len() >= SHORTEST).map(|run| Needle { finder: Finder::new(run).into_owned(), folds: term.folds })
}

/// The longest part of a text that JSON writes as it is, of characters that nothing beyond ASCII folds into.
fn plain_run(text: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii() && !c.is_ascii_control() && c != '"' && c != '\\';
    text.split(|c: char| !plain(c)).max_by_key(|run| run.len())
}

impl Needle {
    fn is_in(&self, record: &[u8]) -> bool {
        if !self.folds {
            return self.finder.find(record).is_some();
        }
        let Some((first, rest)) = self.finder.needle().split_first() else { return true };
        memchr::memchr2_iter(*first, first.to_ascii_uppercase(), record)
            .any(|at| record.get(at + 1..at + 1 + rest.len()).is_some_and(|here| here.eq_ignore_ascii_case(rest)))
    }
}
