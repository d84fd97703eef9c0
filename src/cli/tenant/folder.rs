//! A tenant's things as files: JSON, and beside it the texts that people edit.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::Value;

use super::Item;
use super::keywords::Keywords;
use super::kinds::{Kind, Text};
use super::server::grant_name;
use crate::cli::files::{entries, text_beside};

/// Folders in folders that are looked through.
const DEEPEST: usize = 6;

/// Writes the things; says the names of the files, from the folder.
pub fn write(folder: &Path, items: &[Item]) -> anyhow::Result<Vec<String>> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
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
        for (name, script) in scripts(item.kind, &mut value) {
            let path = format!("{}/{stem}/{}.js", item.kind.folder(), safe(name));
            let named = format!("./{}.js", safe(name));
            put(folder, &path, &std::mem::replace(script, named))?;
            written.push(path);
        }
        let path = path_of(item.kind, &stem);
        put(folder, &path, &format!("{value:#}\n"))?;
        written.push(path);
    }
    Ok(written)
}

/// The scripts of a database, which lie beside it.
fn scripts(kind: Kind, value: &mut Value) -> impl Iterator<Item = (&String, &mut String)> {
    let all = (kind == Kind::DatabaseConnections).then(|| value.pointer_mut("/options/customScripts")?.as_object_mut()).flatten();
    all.into_iter().flatten().filter_map(|(name, script)| if let Value::String(script) = script { Some((name, script)) } else { None })
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
        // A link that somebody laid into a repository must not lead the export out of it.
        let within = dir.canonicalize()?.starts_with(folder.canonicalize()?);
        if !within || file.is_symlink() {
            bail!("{} leads out of {} by a link", file.display(), folder.display());
        }
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
    let mut safe: String = name.chars().map(kept).collect();
    // File systems count bytes, and an ending is still to come.
    safe.truncate(safe.floor_char_boundary(200));
    let safe = safe.trim_end_matches(['.', ' ']);
    if safe.is_empty() { "-".to_owned() } else { safe.to_owned() }
}

/// What a folder holds.
pub struct Read {
    /// The things.
    pub items: Vec<Item>,
    /// Files of which nothing was read, from the folder.
    pub unread: Vec<String>,
}

/// Reads the things of these kinds.
pub fn read(folder: &Path, kinds: &[Kind], keywords: &Keywords) -> anyhow::Result<Read> {
    if !folder.is_dir() {
        bail!("there is no folder {}", folder.display());
    }
    let (mut items, mut seen) = (Vec::new(), BTreeSet::new());
    for kind in kinds {
        for (stem, path) in files(folder, *kind)? {
            let item = one(folder, *kind, &stem, &path, keywords, &mut seen);
            items.push(item.with_context(|| path.strip_prefix(folder).unwrap_or(&path).display().to_string())?);
            seen.insert(path);
        }
    }
    let mut unread = Vec::new();
    not_seen(folder, folder, &seen, DEEPEST, &mut unread)?;
    Ok(Read { items, unread })
}

/// The files below `dir` that were not read; what is hidden belongs to other programs.
fn not_seen(folder: &Path, dir: &Path, seen: &BTreeSet<PathBuf>, deep: usize, out: &mut Vec<String>) -> anyhow::Result<()> {
    for path in entries(dir)? {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden || seen.contains(&path) {
            continue;
        }
        if path.is_dir() && !path.is_symlink() && deep > 0 {
            not_seen(folder, &path, seen, deep - 1, out)?;
        } else {
            out.push(path.strip_prefix(folder).unwrap_or(&path).display().to_string());
        }
    }
    Ok(())
}

/// The files of a kind, by their stems.
fn files(folder: &Path, kind: Kind) -> anyhow::Result<Vec<(String, PathBuf)>> {
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

fn one(folder: &Path, kind: Kind, stem: &str, path: &Path, keywords: &Keywords, seen: &mut BTreeSet<PathBuf>) -> anyhow::Result<Item> {
    let inner = path.strip_prefix(folder).unwrap_or(path).display().to_string();
    let mut value = keywords.in_json(&text_beside(folder, "", &inner)?.text)?;
    let mut beside = |below: &str, named: &mut String| -> anyhow::Result<()> {
        let found = text_beside(folder, below, named)?;
        seen.insert(found.path);
        *named = keywords.in_text(&found.text);
        Ok(())
    };
    if let Some(text) = kind.text()
        && let Some(Value::String(named)) = value.get_mut(text.member)
    {
        beside(kind.folder(), named)?;
    }
    for (_, script) in scripts(kind, &mut value).filter(|(_, script)| script.starts_with("./")) {
        beside(&format!("{}/{stem}", kind.folder()), script)?;
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
            item(Kind::DatabaseConnections, "Users", json!({ "name": "Users", "options": { "customScripts": { "login": "x();" } } })),
            item(Kind::EmailProvider, "", json!({ "name": "smtp" })),
            item(Kind::Tenant, "", json!({ "friendly_name": "A" })),
        ];
        let files = write(dir.path(), &items).unwrap();
        assert!(files.contains(&"actions/one/code.js".to_owned()) && files.contains(&"clients/a-..-..-b.json".to_owned()), "{files:?}");
        let Read { items: read, unread } = read(dir.path(), &Kind::ALL, &Keywords::default()).unwrap();
        assert_eq!(unread, Vec::<String>::new());
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
        assert_eq!(read(dir.path(), &[Kind::Roles], &Keywords::default()).unwrap().items.len(), 4);
    }

    #[test]
    fn a_text_outside_of_the_folder_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("secret"), "x").unwrap();
        let inner = dir.path().join("tenant");
        std::fs::create_dir_all(inner.join("rules")).unwrap();
        std::fs::write(inner.join("rules/a.json"), json!({ "name": "a", "script": "../../secret" }).to_string()).unwrap();
        let refused = read(&inner, &Kind::ALL, &Keywords::default()).err().unwrap();
        assert!(format!("{refused:#}").contains("not inside of the export"), "{refused:#}");
    }

    #[test]
    fn no_link_leads_in_or_out() {
        let dir = tempfile::tempdir().unwrap();
        let (outside, inner) = (dir.path().join("outside"), dir.path().join("tenant"));
        std::fs::create_dir_all(&outside).unwrap();
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(outside.join("a.json"), json!({ "name": "a" }).to_string()).unwrap();
        std::os::unix::fs::symlink(&outside, inner.join("roles")).unwrap();
        let refused = read(&inner, &Kind::ALL, &Keywords::default()).err().unwrap();
        assert!(format!("{refused:#}").contains("not inside of the export"), "{refused:#}");
        let refused = write(&inner, &[item(Kind::Roles, "b", json!({ "name": "b" }))]).unwrap_err();
        assert!(format!("{refused:#}").contains("by a link"), "{refused:#}");
        assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 1);
    }

    #[test]
    fn what_nothing_was_read_of_is_told() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["roles/a.json", "pages/login.html", "connections/google.json", ".git/config", "README.md"] {
            let file = dir.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, json!({ "name": "a" }).to_string()).unwrap();
        }
        let read = read(dir.path(), &Kind::ALL, &Keywords::default()).unwrap();
        assert_eq!(
            (read.items.len(), read.unread),
            (1, vec!["README.md".into(), "connections/google.json".into(), "pages/login.html".into()])
        );
    }

    #[test]
    fn a_long_name_is_a_file_all_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let name = "ä".repeat(255);
        write(dir.path(), &[item(Kind::Clients, &name, json!({ "name": name }))]).unwrap();
        assert_eq!(read(dir.path(), &Kind::ALL, &Keywords::default()).unwrap().items[0].name, name);
    }
}
