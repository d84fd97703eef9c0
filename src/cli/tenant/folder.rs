//! A tenant's things as files: JSON, and beside it the texts that people edit.

use std::path::Path;

use anyhow::{Context, bail};
use serde_json::Value;

use super::Item;
use super::keywords::Keywords;
use super::kinds::{Kind, Text};
use super::server::grant_name;
use crate::cli::files::{entries, read_text, text_beside};

/// Writes the things; says the names of the files, from the folder.
pub fn write(folder: &Path, items: &[Item]) -> anyhow::Result<Vec<String>> {
    let mut written: Vec<String> = Vec::new();
    for item in items {
        let mut stem = safe(&item.file);
        // Two names that are one to some file systems are still two things.
        while written.iter().any(|path| path.eq_ignore_ascii_case(&path_of(item.kind, &stem))) {
            stem.push('-');
        }
        let mut value = plain(&item.value);
        if let Some(text) = item.kind.text()
            && let Some(Value::String(content)) = value.get_mut(text.member)
        {
            let (path, named) = beside(item.kind, text, &stem);
            put(folder, &path, &std::mem::replace(content, named))?;
            written.push(path);
        }
        let path = path_of(item.kind, &stem);
        put(folder, &path, &format!("{value:#}\n"))?;
        written.push(path);
    }
    Ok(written)
}

/// The value with whole numbers written as such: `72` and not `72.0`, whoever wrote the file.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15);
            whole.map_or_else(|| value.clone(), |whole| Value::from(whole as i64))
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(members) => Value::Object(members.iter().map(|(name, value)| (name.clone(), plain(value))).collect()),
        other => other.clone(),
    }
}

fn put(folder: &Path, path: &str, content: &str) -> anyhow::Result<()> {
    let file = folder.join(path);
    if let Some(dir) = file.parent() {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    }
    std::fs::write(&file, content).with_context(|| format!("cannot write {}", file.display()))
}

/// The file of a thing, from the top.
fn path_of(kind: Kind, stem: &str) -> String {
    let folder = kind.folder();
    match (kind, kind.document()) {
        (Kind::Tenant, Some(file)) => file.to_owned(),
        (_, Some(file)) => format!("{folder}/{file}"),
        (Kind::DatabaseConnections, None) => format!("{folder}/{stem}/database.json"),
        (_, None) => format!("{folder}/{stem}.json"),
    }
}

/// The file of a thing's text, from the top, and how the thing names it.
fn beside(kind: Kind, text: Text, stem: &str) -> (String, String) {
    let (folder, extension) = (kind.folder(), text.extension);
    if text.nested {
        let path = format!("{folder}/{stem}/code.{extension}");
        let named = format!("./{path}");
        return (path, named);
    }
    (format!("{folder}/{stem}.{extension}"), format!("./{stem}.{extension}"))
}

/// A name as a file may be called everywhere: it comes from the server, and must not lead out of the folder.
fn safe(name: &str) -> String {
    let kept = |c: char| if c.is_control() || "/\\?<>:*|\"".contains(c) { '-' } else { c };
    let safe: String = name.chars().map(kept).take(200).collect();
    let safe = safe.trim_end_matches(['.', ' ']);
    if safe.is_empty() { "-".to_owned() } else { safe.to_owned() }
}

/// Reads the things of these kinds.
pub fn read(folder: &Path, kinds: &[Kind], keywords: &Keywords) -> anyhow::Result<Vec<Item>> {
    if !folder.is_dir() {
        bail!("there is no folder {}", folder.display());
    }
    let mut items = Vec::new();
    for kind in kinds {
        for (stem, path) in files(folder, *kind)? {
            let item = one(folder, *kind, &stem, &path, keywords);
            items.push(item.with_context(|| path.strip_prefix(folder).unwrap_or(&path).display().to_string())?);
        }
    }
    Ok(items)
}

/// The files of a kind, by their stems.
fn files(folder: &Path, kind: Kind) -> anyhow::Result<Vec<(String, std::path::PathBuf)>> {
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if kind.document().is_some() {
        let path = folder.join(path_of(kind, ""));
        return Ok(path.is_file().then(|| (String::new(), path)).into_iter().collect());
    }
    let all = entries(&folder.join(kind.folder()))?.into_iter();
    if kind == Kind::DatabaseConnections {
        let databases = all.map(|dir| (stem(&dir), dir.join("database.json")));
        return Ok(databases.filter(|(_, file)| file.is_file()).collect());
    }
    let json = all.filter(|path| path.is_file() && path.extension().is_some_and(|extension| extension == "json"));
    let own = json.filter(|path| kind != Kind::Emails || path.file_name().is_none_or(|name| name != "provider.json"));
    Ok(own.map(|path| (stem(&path), path)).collect())
}

fn one(folder: &Path, kind: Kind, stem: &str, path: &Path, keywords: &Keywords) -> anyhow::Result<Item> {
    let mut value = keywords.in_json(&read_text(path)?)?;
    if let Some(text) = kind.text()
        && let Some(Value::String(named)) = value.get_mut(text.member)
    {
        *named = keywords.in_text(&text_beside(folder, kind.folder(), named)?);
    }
    let name = match kind.key() {
        Some(key) => value.get(key).and_then(Value::as_str).with_context(|| format!("it has no {key}"))?.to_owned(),
        None if kind == Kind::Grants => grant_name(&value),
        None => stem.to_owned(),
    };
    Ok(Item { kind, name, file: stem.to_owned(), value, id: None })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn item(kind: Kind, name: &str, value: Value) -> Item {
        Item { kind, name: name.to_owned(), file: name.to_owned(), value, id: None }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let items = [
            item(Kind::Clients, "a/../../b", json!({ "name": "a/../../b", "n": 1 })),
            item(Kind::Actions, "one", json!({ "name": "one", "code": "exports.x = 1;" })),
            item(Kind::Emails, "verify_email", json!({ "template": "verify_email", "body": "<p>" })),
            item(Kind::DatabaseConnections, "Users", json!({ "name": "Users" })),
            item(Kind::EmailProvider, "", json!({ "name": "smtp" })),
            item(Kind::Tenant, "", json!({ "friendly_name": "A" })),
        ];
        let files = write(dir.path(), &items).unwrap();
        assert!(files.contains(&"actions/one/code.js".to_owned()) && files.contains(&"clients/a-..-..-b.json".to_owned()), "{files:?}");
        let read = read(dir.path(), &Kind::ALL, &Keywords::default()).unwrap();
        for item in items {
            assert!(read.iter().any(|found| (&found.name, &found.value) == (&item.name, &item.value)), "{item:?} of {read:?}");
        }
        assert_eq!(read.len(), 6);
    }

    #[test]
    fn names_that_are_one_to_a_file_system_are_two_files() {
        let dir = tempfile::tempdir().unwrap();
        let named = |name: &str| item(Kind::Roles, name, json!({ "name": name }));
        write(dir.path(), &[named("Clerk"), named("clerk"), named(".."), named("")]).unwrap();
        assert_eq!(read(dir.path(), &[Kind::Roles], &Keywords::default()).unwrap().len(), 4);
    }

    #[test]
    fn a_text_outside_of_the_folder_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("secret"), "x").unwrap();
        let inner = dir.path().join("tenant");
        std::fs::create_dir_all(inner.join("rules")).unwrap();
        std::fs::write(inner.join("rules/a.json"), json!({ "name": "a", "script": "../../secret" }).to_string()).unwrap();
        let refused = read(&inner, &Kind::ALL, &Keywords::default()).unwrap_err();
        assert!(format!("{refused:#}").contains("not inside of the export"), "{refused:#}");
    }
}
