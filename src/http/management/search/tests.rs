//! The language by its cases: what matches, what is refused, and what is bounded.

use serde_json::{Map, Value, json};

use super::*;

const WORDS: Vocabulary = Vocabulary {
    knows: |field| matches!(field, "name" | "code" | "text" | "date" | "count" | "meta") || field.starts_with("meta."),
    folds: |field| field == Some("name"),
    prose: |field| field.is_none() || field == Some("text"),
    fields: "name, code, text, date, count and meta",
};

struct Record(Map<String, Value>);

impl Document for Record {
    fn any(&self, field: Option<&str>, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
        match field {
            None => ["name", "text"].iter().any(|field| visit(&self.0, field, found)),
            Some("date") => self.0.get("date").and_then(Value::as_str).is_some_and(|date| found(Leaf::Date(date))),
            Some(field) => visit(&self.0, field, found),
        }
    }
}

fn ada() -> Value {
    json!({
        "name": "Ada Lovelace", "code": "A-1", "text": "Wrong email or password.", "date": "2026-11-20T10:00:00.000Z", "count": 7,
        "meta": {
            "plan": "gold", "seats": 12, "paid": true, "empty": [], "none": null, "roles": ["admin", "editor"], "a": { "b": { "c": "deep" } },
            "places": [{ "city": "Paris" }, { "city": "London" }], "https://example.com/x": "spaced",
        },
    })
}

fn matches(search: &str) -> bool {
    let record = ada();
    let node = parse(search, &WORDS).unwrap_or_else(|fault| panic!("{search}: {}", fault.0));
    let decided = node.matches(&Record(record.as_object().unwrap().clone()));
    let passed = Needles::of(&node, |field| field == "date").may_be_in(record.to_string().as_bytes());
    assert!(passed || !decided, "{search} matches a record that its bytes pass over");
    let some: [fn(Option<&str>) -> bool; 3] =
        [|field| field == Some("name"), |field| field.is_none_or(|field| !field.starts_with("meta")), |_| false];
    for at_hand in some {
        let (wide, exact) = node.widened(at_hand);
        let widely = wide.matches(&Record(record.as_object().unwrap().clone()));
        assert!(widely || !decided, "{search} matches a record that {wide:?} leaves out");
        assert!(!exact || widely == decided, "{search} is not {wide:?}");
    }
    decided
}

fn refusal(search: &str) -> String {
    parse(search, &WORDS).expect_err(search).0
}

#[test]
fn terms_are_whole_values_of_their_kind() {
    for search in [
        "code:A-1",
        "name:\"ada lovelace\"",
        "name:\"ADA Lovelace\"",
        "count:7",
        "count:7.0",
        "meta.plan:gold",
        "meta.paid:true",
        "meta.seats:12",
        "meta.roles:editor",
        "meta.a.b.c:deep",
        "meta.places.city:\"London\"",
        "meta.https\\://example.com/x:spaced",
        "date:2026-11-20",
        "date:2026-11-20T10:00:00Z",
        "text:\"email or\"",
        "text:password",
        "Lovelace",
        "\"Ada Lovelace\"",
        "*",
    ] {
        assert!(matches(search), "{search}");
    }
    for search in [
        "code:a-1",
        "code:A",
        "name:Ada",
        "count:8",
        "count:seven",
        "meta.plan:Gold",
        "meta.paid:false",
        "meta.plan.more:gold",
        "meta.places:Paris",
        "meta:gold",
        "date:2025",
        "text:\"or email\"",
        "text:pass",
        "gold",
        "meta.none:null",
    ] {
        assert!(!matches(search), "{search}");
    }
}

#[test]
fn existence_is_a_value_that_is_not_empty() {
    for (search, expected) in [
        ("_exists_:name", true),
        ("_exists_:meta.plan", true),
        ("_exists_:meta.a", true),
        ("meta.plan:*", true),
        ("_exists_:meta.empty", false),
        ("_exists_:meta.none", false),
        ("NOT _exists_:meta.other", true),
        ("_exists_:meta.plan AND NOT _exists_:meta.other", true),
    ] {
        assert_eq!(matches(search), expected, "{search}");
    }
}

#[test]
fn asterisks_stand_for_any_characters() {
    for (search, expected) in [
        ("name:ada*", true),
        ("name:a*", true),
        ("name:*lace", true),
        ("name:a*love*ce", true),
        ("name:*love*", true),
        ("name:*ada", false),
        ("name:a*x*e", false),
        ("code:A*1*1", false),
        ("code:A\\*1", false),
        ("code:\"A*\"", false),
        ("meta.plan:g*d", true),
        ("meta.plan:G*", false),
        ("date:2026-11*", true),
        ("count:7*", false),
    ] {
        assert_eq!(matches(search), expected, "{search}");
    }
    assert!(refusal("name:*sa").contains("at least 3 characters"));
    assert!(refusal("name:*s*a*").contains("at least 3 characters"));
}

#[test]
fn ranges_hold_their_bounds_or_leave_them_out() {
    for (search, expected) in [
        ("count:[7 TO 9]", true),
        ("count:{7 TO 9]", false),
        ("count:[1 TO 7}", false),
        ("count:[1 TO 7]", true),
        ("count:[* TO 10}", true),
        ("count:[8 TO *]", false),
        ("count:[10 TO 70]", false),
        ("count:>=7", true),
        ("count:>7", false),
        ("count:<=7.5", true),
        ("count:<7", false),
        ("count:[a TO z]", false),
        ("date:[2026-11 TO 2026-11]", true),
        ("date:[2026-11-20 TO *]", true),
        ("date:{2026-11-20 TO *]", false),
        ("date:[2026-11-01 TO 2026-11-20}", false),
        ("date:<2026-12", true),
        ("date:[2026-11-20T09:00:00Z TO \"2026-11-20T10:00:00.000Z\"]", true),
        ("name:[a TO b]", true),
        ("name:[B TO z]", false),
        ("meta.paid:[a TO z]", false),
    ] {
        assert_eq!(matches(search), expected, "{search}");
    }
}

#[test]
fn operators_bind_not_before_and_before_or() {
    let (yes, no) = ("code:A-1", "code:B");
    for (search, expected) in [
        (format!("{yes} AND {no}"), false),
        (format!("{yes} OR {no}"), true),
        (format!("{no} {yes}"), true),
        (format!("{yes} && NOT {no}"), true),
        (format!("NOT {yes}"), false),
        (format!("!{no}"), true),
        (format!("NOT NOT {yes}"), true),
        (format!("{no} AND {no} OR {yes}"), true),
        (format!("{no} AND ({no} OR {yes})"), false),
        (format!("{no} || NOT {no}"), true),
        (format!("NOT {no} OR {no}"), true),
        (format!("NOT {yes} OR {no}"), false),
        (format!("{yes} NOT {yes}"), false),
        (format!("{yes} -{no}"), true),
        (format!("+{yes} {no}"), true),
        (format!("+{no} {yes}"), false),
        (format!("+{yes} -{yes}"), false),
        (format!("{yes} AND -{no}"), true),
        ("code:(B OR A-1)".to_owned(), true),
        ("code:(B A-1)".to_owned(), true),
        ("code:(A-1 AND NOT B)".to_owned(), true),
        ("code:\"AND\"".to_owned(), false),
        ("code:ANDROID".to_owned(), false),
    ] {
        assert_eq!(matches(&search), expected, "{search}");
    }
}

#[test]
fn what_is_not_understood_is_refused() {
    for (search, said) in [
        ("", "ends too early"),
        ("  ", "ends too early"),
        ("code:", "ends too early"),
        ("(code:a", "ends too early"),
        ("code:a AND", "ends too early"),
        ("AND code:a", "An operator stands"),
        ("code:a)", "Unexpected )"),
        ("code:()", "Unexpected )"),
        ("code:\"a", "A quotation mark is missing"),
        ("code:[a b]", "A range is written"),
        ("code:[a TO b", "ends too early"),
        ("code:[a* TO b]", "no asterisk"),
        ("[a TO b]", "A range needs a field"),
        ("code:a~2", "Searches with ~"),
        ("code:\"a\"^2", "Searches with ^"),
        ("(code:a)^2", "Searches with ^"),
        ("code:a?", "Searches with ?"),
        ("code:/a.*/", "Regular expressions"),
        ("other:a", "the fields are name, code"),
        ("_exists_:other", "the fields are name, code"),
        ("code:(name:a)", "inside another field's parentheses"),
        ("co*:a", "must not be empty or hold an asterisk"),
        (":a", "must not be empty"),
        ("code:a\\", "ends too early"),
    ] {
        let refused = refusal(search);
        assert!(refused.contains(said), "{search}: {refused}");
    }
}

#[test]
fn length_depth_and_terms_are_bounded() {
    assert!(refusal(&"a ".repeat(MAX_LENGTH)).contains("at most 4096 bytes"));
    for (term, most) in [("code:a ", MAX_TERMS), ("a ", MAX_TERMS / BARE_TERM)] {
        assert!(refusal(&term.repeat(most + 1)).contains("at most 128 terms"));
        assert!(parse(&term.repeat(most), &WORDS).is_ok());
    }
    for deep in ["(", "NOT ", "-", "+", "!", "code:(", "(-(", "!("] {
        let refused = refusal(&deep.repeat(2000).chars().take(MAX_LENGTH).collect::<String>());
        assert!(refused.contains("nested at most") || refused.contains("inside another"), "{deep}: {refused}");
    }
    let nested = format!("{}a{}", "(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
    assert!(parse(&nested, &WORDS).is_ok());
}

#[test]
fn no_letter_beyond_ascii_folds_into_ascii() {
    for c in ('\u{80}'..=char::MAX).filter(|c| c.is_alphabetic()) {
        assert!(!fold(&c.to_string()).is_ascii(), "{c}");
    }
    assert_eq!(fold("ÄÖ Straße ÇA"), "äö straße ça");
}

#[test]
fn a_search_is_widened_by_what_is_not_at_hand() {
    for (search, expected, same) in [
        ("name:ada AND meta.plan:gold", Some("name:ada"), false),
        ("name:ada OR meta.plan:gold", None, false),
        ("name:ada NOT meta.plan:gold", Some("name:ada"), false),
        ("name:ada AND NOT (meta.plan:gold OR name:bob)", Some("name:ada AND NOT name:bob"), false),
        ("name:ada AND NOT (meta.plan:gold AND name:bob)", Some("name:ada"), false),
        ("name:ada AND (code:x OR name:b*)", Some("name:ada AND (code:x OR name:b*)"), true),
        ("NOT (NOT meta.paid:true)", None, false),
    ] {
        let (wide, exact) = parse(search, &WORDS).unwrap().widened(|field| field.is_none_or(|field| !field.starts_with("meta")));
        let expected = expected.map_or(Node::All(Vec::new()), |text| parse(text, &WORDS).unwrap());
        assert_eq!((wide, exact), (expected, same), "{search}");
    }
}
