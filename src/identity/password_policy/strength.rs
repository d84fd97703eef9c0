//! Password policy levels as Auth0 names them, and the description of what a password lacks (reference 5.3).
//!
//! Messages, codes and their order are those that existing login pages and libraries read; the letters that count are ASCII, as
//! the messages say. Lengths count characters rather than UTF-16 units, so that one emoji is not two characters of a password.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::MAX_BYTES;
use crate::identity::{Connection, PasswordPolicy};

/// A password that does not satisfy its connection's level.
#[derive(Debug, Clone, PartialEq)]
pub struct Weakness {
    /// Every rule with whether it is satisfied, in the shape of the wire.
    pub rules: Vec<Value>,
    /// The policy in words, one rule a line.
    pub policy: String,
}

impl Weakness {
    /// The body of `/dbconnections/signup` for this weakness (reference 5.3), its status 400 included.
    pub fn to_json(&self) -> Value {
        json!({
            "name": "PasswordStrengthError",
            "message": "Password is too weak",
            "code": "invalid_password",
            "description": { "rules": self.rules, "verified": false },
            "policy": self.policy,
            "statusCode": 400,
        })
    }
}

/// Checks `password` against a policy level, with `min_length` (see [`min_length`]) in place of the level's own length.
pub fn check(policy: PasswordPolicy, password: &str, min_length: Option<usize>) -> Result<(), Weakness> {
    let mut rules = rules(policy, min_length);
    if password.len() > MAX_BYTES {
        rules.push(Rule::AtMost(MAX_BYTES));
    }
    if rules.iter().all(|rule| rule.satisfied(password)) {
        return Ok(());
    }
    Err(Weakness { rules: rules.iter().map(|rule| rule.verdict(password)).collect(), policy: words(&rules) })
}

/// One rule as a page shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What it asks for, with `%d` and `%s` for what stands there.
    pub text: &'static str,
    /// What stands there, in their order.
    pub values: Vec<Value>,
    /// Whether the password satisfies it, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// The kinds of characters that it is about.
    pub kinds: Vec<Line>,
}

/// The rules of a policy for a page, with what `password` makes of them.
pub fn lines(policy: PasswordPolicy, min_length: Option<usize>, password: Option<&str>) -> Vec<Line> {
    let mut rules = rules(policy, min_length);
    if password.is_some_and(|password| password.len() > MAX_BYTES) {
        rules.push(Rule::AtMost(MAX_BYTES));
    }
    let kind =
        |kind: &Kind| Line { text: kind.name().0, values: Vec::new(), verified: password.map(|p| kind.occurs_in(p)), kinds: Vec::new() };
    let line = |rule: &Rule| {
        let (text, values, _) = rule.text();
        let kinds = rule.kinds().unwrap_or_default().iter().map(kind).collect();
        Line { text, values, verified: password.map(|p| rule.satisfied(p)), kinds }
    };
    rules.iter().map(line).collect()
}

/// `password_complexity_options.min_length` of a connection.
pub fn min_length(connection: &Connection) -> Option<usize> {
    let length = connection.options.get("password_complexity_options")?.get("min_length")?.as_u64()?;
    usize::try_from(length).ok().filter(|length| (1..=MAX_BYTES).contains(length))
}

/// A kind of character.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Special,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Lower, Self::Upper, Self::Digit, Self::Special];

    fn occurs_in(self, password: &str) -> bool {
        password.bytes().any(|b| match self {
            Self::Lower => b.is_ascii_lowercase(),
            Self::Upper => b.is_ascii_uppercase(),
            Self::Digit => b.is_ascii_digit(),
            Self::Special => b == b' ' || b.is_ascii_punctuation(),
        })
    }

    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Lower => ("lower case letters (a-z)", "lowerCase"),
            Self::Upper => ("upper case letters (A-Z)", "upperCase"),
            Self::Digit => ("numbers (i.e. 0-9)", "numbers"),
            Self::Special => ("special characters (e.g. !@#$%^&*)", "specialCharacters"),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Rule {
    AtLeast(usize),
    AtMost(usize),
    EachOf(&'static [Kind]),
    SomeOf(usize, &'static [Kind]),
    NoRunLongerThan(usize),
}

fn rules(policy: PasswordPolicy, min_length: Option<usize>) -> Vec<Rule> {
    let length = |usual: usize| Rule::AtLeast(min_length.unwrap_or(usual));
    match policy {
        PasswordPolicy::None => vec![length(1)],
        PasswordPolicy::Low => vec![length(6)],
        PasswordPolicy::Fair => vec![length(8), Rule::EachOf(&[Kind::Lower, Kind::Upper, Kind::Digit])],
        PasswordPolicy::Good => vec![length(8), Rule::SomeOf(3, &Kind::ALL)],
        PasswordPolicy::Excellent => vec![length(10), Rule::SomeOf(3, &Kind::ALL), Rule::NoRunLongerThan(2)],
    }
}

impl Rule {
    fn satisfied(self, password: &str) -> bool {
        match self {
            Self::AtLeast(length) => password.chars().count() >= length,
            Self::AtMost(bytes) => password.len() <= bytes,
            Self::EachOf(kinds) => kinds.iter().all(|kind| kind.occurs_in(password)),
            Self::SomeOf(count, kinds) => kinds.iter().filter(|kind| kind.occurs_in(password)).count() >= count,
            Self::NoRunLongerThan(length) => longest_run(password) <= length,
        }
    }

    /// The message with its `%d` and `%s`, what goes there, and the code.
    fn text(self) -> (&'static str, Vec<Value>, &'static str) {
        match self {
            Self::AtLeast(1) => ("Non-empty password required", Vec::new(), "nonEmpty"),
            Self::AtLeast(length) => ("At least %d characters in length", vec![length.into()], "lengthAtLeast"),
            Self::AtMost(bytes) => ("Maximum password length exceeded", vec![bytes.into()], "maxLength"),
            Self::EachOf(_) => ("Should contain:", Vec::new(), "shouldContain"),
            Self::SomeOf(count, kinds) => {
                ("Contain at least %d of the following %d types of characters:", vec![count.into(), kinds.len().into()], "containsAtLeast")
            }
            Self::NoRunLongerThan(length) => (
                "No more than %d identical characters in a row (e.g., \"%s\" not allowed)",
                vec![length.into(), "a".repeat(length + 1).into()],
                "identicalChars",
            ),
        }
    }

    fn kinds(self) -> Option<&'static [Kind]> {
        match self {
            Self::EachOf(kinds) | Self::SomeOf(_, kinds) => Some(kinds),
            _ => None,
        }
    }

    fn verdict(self, password: &str) -> Value {
        let (message, format, code) = self.text();
        let mut out = Map::new();
        out.insert("message".to_owned(), message.into());
        if !format.is_empty() {
            out.insert("format".to_owned(), format.into());
        }
        out.insert("code".to_owned(), code.into());
        if let Some(kinds) = self.kinds() {
            let items = kinds.iter().map(|kind| {
                let (message, code) = kind.name();
                json!({ "message": message, "code": code, "verified": kind.occurs_in(password) })
            });
            out.insert("items".to_owned(), items.collect());
        }
        out.insert("verified".to_owned(), self.satisfied(password).into());
        Value::Object(out)
    }

    fn words(self) -> String {
        let (message, format, _) = self.text();
        let mut line = message.to_owned();
        for value in format {
            let (mark, text) = value.as_str().map_or_else(|| ("%d", value.to_string()), |text| ("%s", text.to_owned()));
            line = line.replacen(mark, &text, 1);
        }
        line
    }
}

fn words(rules: &[Rule]) -> String {
    let mut lines = Vec::new();
    for rule in rules {
        lines.push(format!("* {}", rule.words()));
        lines.extend(rule.kinds().into_iter().flatten().map(|kind| format!(" * {}", kind.name().0)));
    }
    lines.join("\n")
}

fn longest_run(password: &str) -> usize {
    let (mut longest, mut run, mut last) = (0, 0, None);
    for c in password.chars() {
        run = if last == Some(c) { run + 1 } else { 1 };
        longest = longest.max(run);
        last = Some(c);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(policy: PasswordPolicy, password: &str) -> bool {
        check(policy, password, None).is_ok()
    }

    #[test]
    fn each_level_takes_and_refuses_what_its_words_say() {
        use PasswordPolicy::{Excellent, Fair, Good, Low, None};
        assert!(ok(None, "x") && !ok(None, ""));
        assert!(ok(Low, "abcdef") && !ok(Low, "abcde"));
        assert!(ok(Fair, "abcdEFG1") && !ok(Fair, "abcdefg1") && !ok(Fair, "abcdEFGH") && !ok(Fair, "abcEFG1"));
        assert!(ok(Good, "abcdefg1!") && ok(Good, "abcd efG") && !ok(Good, "abcdefg1") && !ok(Good, "abcdéfg1"));
        assert!(ok(Excellent, "aabbccdd1!") && !ok(Excellent, "aaabbccdd1!") && !ok(Excellent, "abcdefg1!"));
    }

    #[test]
    fn the_connections_own_length_takes_the_place_of_the_levels() {
        assert!(check(PasswordPolicy::Good, "abcdefg1!", Some(12)).is_err());
        assert!(check(PasswordPolicy::Good, "aB1", Some(3)).is_ok());
    }

    #[test]
    fn a_password_too_long_to_hash_violates_every_policy() {
        let violation = check(PasswordPolicy::None, &"x".repeat(MAX_BYTES + 1), None).unwrap_err();
        assert_eq!(violation.rules[1]["code"], "maxLength");
    }

    #[test]
    fn the_body_is_the_one_of_the_reference() {
        let body = check(PasswordPolicy::Excellent, "aaab", None).unwrap_err().to_json();
        let kind = |message: &str, code: &str, verified: bool| json!({ "message": message, "code": code, "verified": verified });
        let expected = json!({
            "name": "PasswordStrengthError",
            "message": "Password is too weak",
            "code": "invalid_password",
            "description": {
                "rules": [
                    { "message": "At least %d characters in length", "format": [10], "code": "lengthAtLeast", "verified": false },
                    {
                        "message": "Contain at least %d of the following %d types of characters:",
                        "format": [3, 4],
                        "code": "containsAtLeast",
                        "items": [
                            kind("lower case letters (a-z)", "lowerCase", true),
                            kind("upper case letters (A-Z)", "upperCase", false),
                            kind("numbers (i.e. 0-9)", "numbers", false),
                            kind("special characters (e.g. !@#$%^&*)", "specialCharacters", false),
                        ],
                        "verified": false,
                    },
                    {
                        "message": "No more than %d identical characters in a row (e.g., \"%s\" not allowed)",
                        "format": [2, "aaa"],
                        "code": "identicalChars",
                        "verified": false,
                    },
                ],
                "verified": false,
            },
            "policy": "* At least 10 characters in length\n\
                       * Contain at least 3 of the following 4 types of characters:\n \
                       * lower case letters (a-z)\n \
                       * upper case letters (A-Z)\n \
                       * numbers (i.e. 0-9)\n \
                       * special characters (e.g. !@#$%^&*)\n\
                       * No more than 2 identical characters in a row (e.g., \"aaa\" not allowed)",
            "statusCode": 400,
        });
        assert_eq!(body, expected);
    }
}
