//! What the deploy tool wrote: the programs of a tenant, from its directory format or from its YAML.
//!
//! Both say the same in other places: an object for each program, with the name of the file that holds its text. A file outside of the
//! export is never read: it may come from somebody else.

use std::path::Path;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::cli::files::{entries, read_text, text_beside};

/// A Rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Its place.
    pub order: i64,
    /// Whether it is switched on.
    pub enabled: bool,
    /// Its text.
    pub script: String,
}

/// A Hook.
#[derive(Debug, Clone)]
pub struct Hook {
    /// Its name.
    pub name: String,
    /// `credentials-exchange`, …
    pub trigger: String,
    /// Whether it is switched on.
    pub enabled: bool,
    /// Its text.
    pub script: String,
    /// Its packages with their versions.
    pub dependencies: Vec<(String, String)>,
}

/// An Action.
#[derive(Debug, Clone)]
pub struct Action {
    /// Its name.
    pub name: String,
    /// `post-login`, …
    pub trigger: String,
    /// Whether it was deployed.
    pub deployed: bool,
    /// Its text.
    pub code: String,
    /// Its packages with their versions.
    pub dependencies: Vec<(String, String)>,
}

/// The programs of a tenant.
#[derive(Debug, Clone, Default)]
pub struct Export {
    /// In their order.
    pub rules: Vec<Rule>,
    /// The names of what Rules find in `configuration`.
    pub configs: Vec<String>,
    /// By name.
    pub hooks: Vec<Hook>,
    /// By name.
    pub actions: Vec<Action>,
    /// Programs of other kinds, in words.
    pub others: Vec<String>,
}

impl Export {
    /// Reads an export.
    ///
    /// # Errors
    /// It is none, or a file that it names cannot be read.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        if path.is_file() {
            return Self::of_yaml(path).with_context(|| format!("{shown} is no export of a tenant"));
        }
        if !path.is_dir() {
            bail!("there is no {shown}: name the folder, or the YAML file, that `a0deploy export` wrote");
        }
        let folders = ["rules", "hooks", "actions"];
        let yaml = path.join("tenant.yaml");
        if yaml.is_file() && !path.join("tenant.json").is_file() {
            return Self::of_yaml(&yaml).with_context(|| format!("{} is no export of a tenant", yaml.display()));
        }
        if !folders.iter().any(|folder| path.join(folder).is_dir()) {
            bail!("{shown} has neither rules nor hooks nor actions in it; is it what `a0deploy export` wrote?");
        }
        Self::of_directory(path)
    }

    fn of_directory(dir: &Path) -> anyhow::Result<Self> {
        let mut out = Self::default();
        for (folder, kind) in [("rules", Kind::Rule), ("hooks", Kind::Hook), ("actions", Kind::Action)] {
            for (name, value) in objects(&dir.join(folder))? {
                out.add(dir, folder, kind, &value).with_context(|| format!("{folder}/{name}"))?;
            }
        }
        for (name, value) in objects(&dir.join("rules-configs"))? {
            let key = text(&value, "key").map(str::to_owned);
            out.configs.push(key.unwrap_or_else(|| name.trim_end_matches(".json").to_owned()));
        }
        for (name, scripts) in scripts_of_databases(&dir.join("database-connections"))? {
            out.others.push(of_database(&name, &scripts));
        }
        Ok(out.sorted())
    }

    fn of_yaml(file: &Path) -> anyhow::Result<Self> {
        let yaml: Value = serde_saphyr::from_str(&read_text(file)?).context("it is not valid YAML")?;
        let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let list = |name: &str| yaml.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut out = Self::default();
        for (name, kind) in [("rules", Kind::Rule), ("hooks", Kind::Hook), ("actions", Kind::Action)] {
            for value in list(name) {
                let which = text(value, "name").unwrap_or_default();
                out.add(dir, name, kind, value).with_context(|| format!("{name}: {which}"))?;
            }
        }
        out.configs.extend(list("rulesConfigs").iter().filter_map(|config| text(config, "key").map(str::to_owned)));
        for database in list("databases") {
            let scripts = database.pointer("/options/customScripts").and_then(Value::as_object);
            let names: Vec<String> = scripts.into_iter().flat_map(|scripts| scripts.keys().cloned()).collect();
            if !names.is_empty() {
                out.others.push(of_database(text(database, "name").unwrap_or_default(), &names));
            }
        }
        Ok(out.sorted())
    }

    fn add(&mut self, dir: &Path, folder: &str, kind: Kind, value: &Value) -> anyhow::Result<()> {
        let name = text(value, "name").context("it has no name")?.to_owned();
        let flag = |field: &str| value.get(field).and_then(Value::as_bool);
        let field = if kind == Kind::Action { "code" } else { "script" };
        let file = text(value, field).with_context(|| format!("it names no file as its {field}"))?;
        let code = text_beside(dir, folder, file)?.text;
        match kind {
            Kind::Rule => self.rules.push(Rule {
                name,
                order: value.get("order").and_then(Value::as_i64).unwrap_or(i64::MAX),
                enabled: flag("enabled").unwrap_or(true),
                script: code,
            }),
            Kind::Hook => self.hooks.push(Hook {
                name,
                trigger: text(value, "triggerId").unwrap_or_default().to_owned(),
                enabled: flag("enabled").unwrap_or(false),
                script: code,
                dependencies: dependencies(value),
            }),
            Kind::Action => self.actions.push(Action {
                name,
                trigger: value.pointer("/supported_triggers/0/id").and_then(Value::as_str).unwrap_or_default().to_owned(),
                deployed: flag("deployed").unwrap_or(false),
                code,
                dependencies: dependencies(value),
            }),
        }
        Ok(())
    }

    fn sorted(mut self) -> Self {
        self.rules.sort_by(|one, other| (one.order, &one.name).cmp(&(other.order, &other.name)));
        self.hooks.sort_by(|one, other| one.name.cmp(&other.name));
        self.actions.sort_by(|one, other| one.name.cmp(&other.name));
        self
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rule,
    Hook,
    Action,
}

fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field).and_then(Value::as_str)
}

/// Of an Action `[{name, version}]`, of a Hook `{name: version}`.
fn dependencies(value: &Value) -> Vec<(String, String)> {
    match value.get("dependencies") {
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|one| Some((text(one, "name")?.to_owned(), text(one, "version").unwrap_or("latest").to_owned())))
            .collect(),
        Some(Value::Object(map)) => {
            map.iter().map(|(name, version)| (name.clone(), version.as_str().unwrap_or("latest").to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

fn of_database(name: &str, scripts: &[String]) -> String {
    format!(
        "the scripts of the custom database {name} ({}): they run with web requests and without drivers of databases, and are checked \
         when the connection is written",
        scripts.join(", ")
    )
}

/// The JSON objects of a folder by the names of their files; none where there is no folder.
fn objects(folder: &Path) -> anyhow::Result<Vec<(String, Value)>> {
    let mut out = Vec::new();
    for path in entries(folder)? {
        if path.extension().is_some_and(|extension| extension == "json") {
            let value = serde_json::from_str(&read_text(&path)?).with_context(|| format!("{} is no JSON", path.display()))?;
            out.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), value));
        }
    }
    Ok(out)
}

fn scripts_of_databases(folder: &Path) -> anyhow::Result<Vec<(String, Vec<String>)>> {
    let mut out = Vec::new();
    for database in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        let scripts: Vec<String> = entries(&database)?
            .iter()
            .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
            .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
            .collect();
        if !scripts.is_empty() {
            out.push((database.file_name().unwrap_or_default().to_string_lossy().into_owned(), scripts));
        }
    }
    Ok(out)
}
