//! The search language of users and logs. An input is a search, and from the second line on the record that it is asked of, as JSON.
//!
//! - A refusal is a bounded sentence without control characters.
//! - A record that matches is not passed over by its bytes.
//! - What does not match a search matches its negation, and a search in parentheses means the same.

use anteroom::http::management::search::{Document, Fault, Leaf, MAX_LENGTH, Needles, Node, Vocabulary, parse, visit};
use serde_json::{Map, Value};

const VOCABULARY: Vocabulary = Vocabulary {
    knows: |field| field.starts_with(|c: char| c.is_ascii_lowercase()),
    folds: |field| field.is_some_and(|field| field.starts_with('f')),
    prose: |field| field.is_none_or(|field| field.starts_with('p')),
    fields: "those that begin with a small letter",
};

struct Record(Map<String, Value>);

impl Document for Record {
    fn any(&self, field: Option<&str>, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
        match field {
            Some(field) => visit(&self.0, field, found),
            None => ["f", "p", "n"].iter().any(|field| visit(&self.0, field, found)),
        }
    }
}

fn read(search: &str) -> Option<Node> {
    match parse(search, &VOCABULARY) {
        Ok(node) => Some(node),
        Err(Fault(sentence)) => {
            assert!(sentence.len() <= 256 && !sentence.contains(char::is_control), "{sentence:?}");
            None
        }
    }
}

pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (search, record) = text.split_once('\n').unwrap_or((text, "{}"));
    let Some(node) = read(search) else { return };
    assert!(search.len() <= MAX_LENGTH);
    let Ok(Value::Object(record)) = serde_json::from_str(record) else { return };
    let bytes = serde_json::to_vec(&record).unwrap();
    let record = Record(record);
    let matches = node.matches(&record);
    assert!(!matches || Needles::of(&node, |_| false).may_be_in(&bytes), "passed over what matches");
    if let Some(same) = read(&format!("({search})")) {
        assert_eq!(same, node);
    }
    if let Some(negation) = read(&format!("NOT ({search})")) {
        assert_ne!(negation.matches(&record), matches);
    }
}
