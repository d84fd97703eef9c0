//! Values that are not in the files: `##NAME##` stands for a text inside of one, `"@@NAME@@"` for a JSON value.
//!
//! A marker that nobody gave a value for is left as it is in a text, which may be anything, and refused in JSON: better than a mail
//! server whose password is `##SMTP_PASS##`.

use std::path::Path;

use anyhow::{Context, bail};
use serde_json::{Map, Value};

/// The values by their names.
#[derive(Debug, Default)]
pub struct Keywords(Map<String, Value>);

impl Keywords {
    /// Reads them from the command line.
    ///
    /// # Errors
    /// Something is no `NAME=VALUE`, or the file is no JSON object.
    pub fn of(given: &[String], file: Option<&Path>) -> anyhow::Result<Self> {
        let mut all = match file {
            None => Map::new(),
            Some(file) => {
                let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
                serde_json::from_str(&text).with_context(|| format!("{} is no JSON object", file.display()))?
            }
        };
        for pair in given {
            let Some((name, value)) = pair.split_once('=') else {
                // What was meant as a value is not repeated: it may be a secret.
                bail!("a --keyword is given as NAME=VALUE");
            };
            all.insert(name.to_owned(), value.into());
        }
        Ok(Self(all))
    }

    /// A text with its values.
    pub fn in_text(&self, text: &str) -> String {
        self.replaced(text, |value| value)
    }

    /// A JSON text with its values.
    ///
    /// # Errors
    /// It is no JSON, or a marker has no value.
    pub fn in_json(&self, text: &str) -> anyhow::Result<Value> {
        let mut whole = text.to_owned();
        for (name, value) in &self.0 {
            whole = whole.replace(&format!("\"@@{name}@@\""), &value.to_string());
        }
        let quoted = |value: String| {
            let quoted = Value::from(value).to_string();
            quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
        };
        let value: Value = serde_json::from_str(&self.replaced(&whole, quoted)).context("it is no JSON")?;
        match marker_in(&value) {
            Some(name) => bail!("it asks for {name}; give a value by --keyword {name}=… or --keywords-file"),
            None => Ok(value),
        }
    }

    fn replaced(&self, text: &str, shown: impl Fn(String) -> String) -> String {
        let mut out = text.to_owned();
        for (name, value) in &self.0 {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            for marker in [format!("##{name}##"), format!("@@{name}@@")] {
                if out.contains(&marker) {
                    out = out.replace(&marker, &shown(value.clone()));
                }
            }
        }
        out
    }
}

/// The name of a marker that is left in a text of a value.
fn marker_in(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => ["##", "@@"].into_iter().find_map(|mark| {
            let (_, rest) = text.split_once(mark)?;
            let (name, _) = rest.split_once(mark)?;
            let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            is_name.then(|| name.to_owned())
        }),
        Value::Array(items) => items.iter().find_map(marker_in),
        Value::Object(members) => members.values().find_map(marker_in),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn some() -> Keywords {
        Keywords::of(&["HOST=a\"b".to_owned(), "PORT=25".to_owned()], None).unwrap()
    }

    #[test]
    fn a_value_stands_where_its_name_was_and_cannot_break_out_of_a_text() {
        let read = some().in_json(r###"{ "a": "x ##HOST## y", "b": "@@PORT@@", "c": "##PORT##@@HOST@@" }"###).unwrap();
        assert_eq!(read, json!({ "a": "x a\"b y", "b": "25", "c": "25a\"b" }));
        assert_eq!(some().in_text("##HOST## ##OTHER## # ## @@PORT@@"), "a\"b ##OTHER## # ## 25");
    }

    #[test]
    fn a_name_without_a_value_is_refused_in_json() {
        let refused = some().in_json(r###"{ "a": ["##HOST##", { "b": "in @@SMTP_PASS@@" }] }"###).unwrap_err();
        assert!(refused.to_string().contains("SMTP_PASS"), "{refused}");
        assert!(some().in_json(r###"{ "a": "## two words ## and @@ @@" }"###).is_ok());
    }

    #[test]
    fn a_value_of_the_file_may_be_any_json() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("keywords.json");
        std::fs::write(&file, r#"{ "LIST": ["a"], "N": 7 }"#).unwrap();
        let keywords = Keywords::of(&["N=8".to_owned()], Some(&file)).unwrap();
        assert_eq!(keywords.in_json(r###"{ "list": "@@LIST@@", "n": "##N##" }"###).unwrap(), json!({ "list": ["a"], "n": "8" }));
        assert!(!format!("{:#}", Keywords::of(&["secret".to_owned()], None).unwrap_err()).contains("secret"));
    }
}
