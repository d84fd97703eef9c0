//! The lines of an export: which members of a user, under which names, as JSON or as CSV.
//!
//! A cell of CSV that a spreadsheet would take for a formula gets a `'` before it: what users call themselves is opened on an operator's desk.

use serde_json::{Map, Value};

use crate::user_jobs::records::{Column, Format};

/// What an export holds where nothing is said, as at Auth0.
const DEFAULTS: [(&str, &str); 11] = [
    ("user_id", "Id"),
    ("given_name", "Given Name"),
    ("family_name", "Family Name"),
    ("nickname", "Nickname"),
    ("name", "Name"),
    ("email", "Email"),
    ("email_verified", "Email Verified"),
    ("picture", "Picture"),
    ("identities[0].connection", "Connection"),
    ("created_at", "Created At"),
    ("updated_at", "Updated At"),
];

/// The columns of an export that names none.
pub fn defaults() -> Vec<Column> {
    DEFAULTS.map(|(path, name)| Column { path: path.to_owned(), name: name.to_owned() }).to_vec()
}

/// The line before the first user.
pub fn head(format: Format, columns: &[Column]) -> String {
    match format {
        Format::Json => String::new(),
        Format::Csv => row(columns.iter().map(|column| column.name.clone())),
    }
}

/// The line of one user.
pub fn line(format: Format, columns: &[Column], user: &Map<String, Value>) -> String {
    match format {
        Format::Json => {
            let found = columns.iter().filter_map(|column| Some((column.name.clone(), at(user, &column.path)?.clone())));
            let mut line = Value::Object(found.collect()).to_string();
            line.push('\n');
            line
        }
        Format::Csv => row(columns.iter().map(|column| match at(user, &column.path) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        })),
    }
}

/// The value at a path: `user_metadata.plan`, `identities[0].connection`. A member whose own name has a dot is found by that name.
fn at<'a>(user: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = user.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let (name, indexes) = first.split_once('[').map_or((first, None), |(name, indexes)| (name, Some(indexes)));
    let mut found = user.get(name)?;
    for index in indexes.into_iter().flat_map(|indexes| indexes.split('[')) {
        found = found.get(index.strip_suffix(']')?.parse::<usize>().ok()?)?;
    }
    match rest {
        None => Some(found),
        Some(rest) => at(found.as_object()?, rest),
    }
}

/// RFC 4180.
fn row(cells: impl Iterator<Item = String>) -> String {
    let mut line = cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    match cell.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn columns(paths: &[&str]) -> Vec<Column> {
        paths.iter().map(|path| Column { path: (*path).to_owned(), name: (*path).to_owned() }).collect()
    }

    fn csv(path: &str, user: Value) -> String {
        line(Format::Csv, &columns(&[path]), user.as_object().unwrap())
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        for (name, cell) in [
            ("Ada", "Ada"),
            ("Lovelace, Ada", "\"Lovelace, Ada\""),
            ("a \"b\" c", "\"a \"\"b\"\" c\""),
            ("two\nlines", "\"two\nlines\""),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("@sum(1,2)", "\"'@sum(1,2)\""),
            ("-1", "'-1"),
        ] {
            assert_eq!(csv("name", json!({ "name": name })), format!("{cell}\r\n"));
        }
    }

    #[test]
    fn paths_lead_into_objects_and_lists() {
        let user = json!({ "a": { "b": [[1, { "c": true }]] }, "a.b": 7, "n": null });
        for (path, found) in [
            ("a.b", Some(json!(7))),
            ("a", Some(user["a"].clone())),
            ("a.b[0][1].c", Some(json!(true))),
            ("a.b[0][2].c", None),
            ("n", Some(Value::Null)),
            ("x", None),
            ("a[0]", None),
            ("", None),
            ("a.b[0", None),
            ("a.b]", None),
        ] {
            assert_eq!(at(user.as_object().unwrap(), path).cloned(), found, "{path}");
        }
    }

    #[test]
    fn json_has_what_the_user_has_under_the_wanted_names() {
        let columns = [Column { path: "user_id".into(), name: "id".into() }, Column { path: "name".into(), name: "name".into() }];
        let user = json!({ "user_id": "auth0|1" });
        assert_eq!(line(Format::Json, &columns, user.as_object().unwrap()), "{\"id\":\"auth0|1\"}\n");
        assert_eq!(head(Format::Json, &columns) + &head(Format::Csv, &columns), "id,name\r\n");
    }
}
