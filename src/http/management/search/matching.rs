//! Whether a record is what a search asks for.

use super::{Node, Term, Test, fold};

/// One value of a record.
#[derive(Debug, Clone, Copy)]
pub enum Leaf<'a> {
    /// Text.
    Text(&'a str),
    /// A time as the API shows it; compared with as much of a time as the search names.
    Date(&'a str),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// An object: it is there, and equals nothing.
    Whole,
}

/// What can be searched.
pub trait Document {
    /// Offers the values of `field`, or of all that a term without a field is about, to `found` until it says true; says whether
    /// it did.
    fn any(&self, field: Option<&str>, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool;
}

impl Node {
    /// Whether `document` is what is asked for.
    pub fn matches(&self, document: &dyn Document) -> bool {
        match self {
            Self::All(nodes) => nodes.iter().all(|node| node.matches(document)),
            Self::Any(nodes) => nodes.iter().any(|node| node.matches(document)),
            Self::Not(node) => !node.matches(document),
            Self::Term(term) => document.any(term.field.as_deref(), &mut |leaf| term.accepts(leaf)),
        }
    }
}

impl Term {
    fn accepts(&self, leaf: Leaf<'_>) -> bool {
        match &self.test {
            Test::Exists => true,
            Test::Is(wanted) => match leaf {
                Leaf::Text(text) if self.folds => self.is(&fold(text), wanted),
                Leaf::Text(text) => self.is(text, wanted),
                Leaf::Date(date) => date_order(date, wanted).is_eq(),
                Leaf::Number(number) => wanted.parse::<f64>().is_ok_and(|wanted| wanted == number),
                Leaf::Flag(flag) => wanted == if flag { "true" } else { "false" },
                Leaf::Whole => false,
            },
            Test::Pattern(pieces) => match leaf {
                Leaf::Text(text) | Leaf::Date(text) if self.folds => pattern(&fold(text), pieces),
                Leaf::Text(text) | Leaf::Date(text) => pattern(text, pieces),
                _ => false,
            },
            Test::Range { from, to } => match leaf {
                Leaf::Text(text) => {
                    let text = if self.folds { fold(text) } else { text.to_owned() };
                    within(from, to, |bound| Some(text.as_str().cmp(bound)))
                }
                Leaf::Date(date) => within(from, to, |bound| Some(date_order(date, bound))),
                Leaf::Number(number) => within(from, to, |bound| number.partial_cmp(&bound.parse::<f64>().ok()?)),
                Leaf::Flag(_) | Leaf::Whole => false,
            },
        }
    }

    fn is(&self, text: &str, wanted: &str) -> bool {
        text == wanted || (self.prose && holds_words(text, wanted))
    }
}

/// A bound and whether it belongs to the range.
type Bound = Option<(String, bool)>;

fn within(from: &Bound, to: &Bound, compare: impl Fn(&str) -> Option<std::cmp::Ordering>) -> bool {
    let above = |(bound, inclusive): &(String, bool)| compare(bound).is_some_and(|order| order.is_gt() || (*inclusive && order.is_eq()));
    let below = |(bound, inclusive): &(String, bool)| compare(bound).is_some_and(|order| order.is_lt() || (*inclusive && order.is_eq()));
    from.as_ref().is_none_or(above) && to.as_ref().is_none_or(below)
}

/// Compares as much of a time as `bound` names: every moment of 2026-11 is equal to `2026-11`.
fn date_order(date: &str, bound: &str) -> std::cmp::Ordering {
    let bound = bound.trim_end_matches('Z');
    date.get(..bound.len()).unwrap_or(date).cmp(bound)
}

/// Whether `text` is of this form. Each piece is looked for behind the one before it, and never again: the work is bounded by the
/// text for each piece.
fn pattern(text: &str, pieces: &[String]) -> bool {
    let (Some((first, rest)), Some(last)) = (pieces.split_first(), pieces.last()) else { return false };
    let Some(mut text) = text.strip_prefix(first.as_str()) else { return false };
    let middle = rest.get(..rest.len().saturating_sub(1)).unwrap_or_default();
    for piece in middle {
        let Some(at) = text.find(piece.as_str()) else { return false };
        text = text.get(at + piece.len()..).unwrap_or_default();
    }
    text.ends_with(last.as_str())
}

/// Whether the words of `wanted` stand in `text` one after the other.
fn holds_words(text: &str, wanted: &str) -> bool {
    let words = |text| str::split(text, |c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let wanted: Vec<&str> = words(wanted).collect();
    let words: Vec<&str> = words(text).collect();
    !wanted.is_empty() && words.windows(wanted.len()).any(|window| window == wanted.as_slice())
}
