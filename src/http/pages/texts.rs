//! The words of the hosted pages, in a language that the tenant has (`enabled_locales`) and the user wants.
//!
//! A text is named by its English words: where no other language has it, those are shown. Over the languages that the server knows lie
//! the operator's files (`[pages] texts`), and over these what the tenant says by `/prompts/{prompt}/custom-text/{language}`, by Auth0's
//! names of screens and texts. What an Action says to a user is shown as its author wrote it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};
use axum::extract::Request;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::middleware::Next;
use axum::response::Response;
use minijinja::value::{Object, Value};
use minijinja::{Error, State};

use crate::app::App;
use crate::identity::Tenant;

type Words = BTreeMap<String, String>;

/// The languages that come with the server, beside English.
const OWN: [(&str, &str); 6] = [
    ("de", include_str!("texts/de.json")),
    ("es", include_str!("texts/es.json")),
    ("fr", include_str!("texts/fr.json")),
    ("ja", include_str!("texts/ja.json")),
    ("pt", include_str!("texts/pt.json")),
    ("zh", include_str!("texts/zh.json")),
];
const ENGLISH: &str = "en";
/// Languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 4] = ["ar", "fa", "he", "ur"];
/// Prompts whose texts the pages have.
const PROMPTS: [&str; 8] = ["common", "consent", "device-flow", "email-verification", "login", "logout", "reset-password", "signup"];
/// Bytes of an operator's file.
const MAX_FILE: u64 = 1 << 20;
/// Bytes of what a browser says it wants, and wishes in it.
const MAX_WANTED: usize = 1024;
const MAX_WISHES: usize = 20;

/// All languages that pages can be in.
#[derive(Debug, Default)]
pub struct Languages {
    words: BTreeMap<String, Arc<Words>>,
}

impl Languages {
    /// Those of the server, and over them those of the operator's directory: `de.json`, `it.json`, …, each an object of English words
    /// and what they are in its language.
    ///
    /// # Errors
    /// A file that cannot be read or is of another form, by its name.
    pub fn load(directory: Option<&Path>) -> anyhow::Result<Self> {
        let mut all: BTreeMap<String, Words> = BTreeMap::new();
        for (language, source) in OWN {
            all.insert(language.to_owned(), serde_json::from_str(source).with_context(|| format!("the texts of {language}"))?);
        }
        if let Some(directory) = directory {
            let entries = std::fs::read_dir(directory).with_context(|| format!("pages.texts: {} cannot be read", directory.display()))?;
            for entry in entries {
                let path = entry?.path();
                let language = path.file_stem().and_then(|stem| stem.to_str()).filter(|stem| is_language(stem));
                let Some(language) = language.filter(|_| path.extension().is_some_and(|ending| ending == "json")) else { continue };
                let words = read(&path).with_context(|| format!("pages.texts: {}", path.display()))?;
                all.entry(language.to_owned()).or_default().extend(words);
            }
        }
        Ok(Self { words: all.into_iter().map(|(language, words)| (language, Arc::new(words))).collect() })
    }

    /// The words of a language, or of the one that it is a kind of.
    fn of(&self, language: &str) -> Option<Arc<Words>> {
        self.words.get(language).or_else(|| self.words.get(base(language))).cloned()
    }
}

fn read(path: &Path) -> anyhow::Result<Words> {
    ensure!(std::fs::metadata(path)?.len() <= MAX_FILE, "it is larger than {MAX_FILE} bytes");
    let words: Words = serde_json::from_slice(&std::fs::read(path)?).context("it is not an object of texts")?;
    for (english, text) in &words {
        let same = |mark: &str| english.matches(mark).count() == text.matches(mark).count();
        ensure!(["{}", "%d", "%s"].into_iter().all(same), "\"{english}\" and \"{text}\" have not the same placeholders");
    }
    Ok(words)
}

fn is_language(text: &str) -> bool {
    (2..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn base(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

tokio::task_local! {
    /// What the browser of the request that runs says it wants.
    static WANTED: String;
}

/// Keeps for its request what the browser says it wants: an error can become a page anywhere.
pub async fn listen(request: Request, next: Next) -> Response {
    let wanted = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).filter(|value| value.len() <= MAX_WANTED);
    WANTED.scope(wanted.unwrap_or_default().to_owned(), next.run(request)).await
}

/// Languages in the order in which they are wanted: `ui_locales` (OpenID Connect Core section 3.1.2.1), then `Accept-Language` by its
/// weights (RFC 9110 section 12.5.4).
fn wishes(ui_locales: Option<&str>, accept: &str) -> Vec<String> {
    let mut weighed: Vec<(f32, &str)> = accept
        .split(',')
        .filter_map(|wish| {
            let (tag, weight) = wish.split_once(';').unwrap_or((wish, "q=1"));
            Some((weight.trim().strip_prefix("q=")?.parse().ok()?, tag.trim()))
        })
        .filter(|(weight, _): &(f32, &str)| *weight > 0.0)
        .take(MAX_WISHES)
        .collect();
    weighed.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let named = ui_locales.unwrap_or_default().split_whitespace().take(MAX_WISHES);
    named.chain(weighed.into_iter().map(|(_, tag)| tag)).filter(|tag| is_language(tag)).map(str::to_owned).collect()
}

/// The first of the tenant's languages that is wanted, or one of the same kind; its first one where none is.
fn choose(enabled: &[String], wishes: &[String]) -> String {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let fits = |wish: &String| {
        let exact = enabled.iter().find(|language| same(language, wish));
        exact.or_else(|| enabled.iter().find(|language| same(base(language), base(wish))))
    };
    wishes.iter().find_map(fits).or(enabled.first()).cloned().unwrap_or_else(|| ENGLISH.to_owned())
}

/// The words of one page.
#[derive(Debug, Default)]
pub struct Texts {
    language: String,
    words: Option<Arc<Words>>,
    /// The tenant's own, by `prompt/screen/key`.
    custom: BTreeMap<String, String>,
}

impl Texts {
    /// Those for the request that runs; `ui_locales` is what the application says of its user. Without an answer of the store the pages
    /// are English: an error page must still be shown.
    pub async fn of(app: &App, tenant: &Tenant, ui_locales: Option<&str>) -> Self {
        let accept = WANTED.try_with(Clone::clone).unwrap_or_default();
        let language = choose(&tenant.languages(), &wishes(ui_locales, &accept));
        let mut custom = BTreeMap::new();
        for prompt in PROMPTS {
            let name = format!("prompts/{prompt}/custom-text/{language}");
            let Ok(Some(found)) = app.directory.settings.get(&name).await else { continue };
            for (screen, texts) in &found.value.value {
                for (key, text) in texts.as_object().into_iter().flatten() {
                    custom.extend(text.as_str().map(|text| (format!("{prompt}/{screen}/{key}"), filled(text, &tenant.shown_name()))));
                }
            }
        }
        Self { words: app.languages.of(&language), language, custom }
    }

    /// A text in the page's language.
    fn say(&self, english: &str, key: Option<&str>) -> String {
        let own = key.and_then(|key| self.custom.get(key)).filter(|text| text.matches("{}").count() <= english.matches("{}").count());
        if let Some(text) = own.filter(|text| !text.is_empty()) {
            return text.clone();
        }
        let Some(words) = &self.words else { return english.to_owned() };
        words.get(english).cloned().unwrap_or_else(|| english.to_owned())
    }
}

/// Auth0's placeholders as ours: the page puts in what it speaks of, and knows the tenant's name itself.
fn filled(text: &str, tenant: &str) -> String {
    let mut text = text.replace("${companyName}", tenant);
    for placeholder in ["${clientName}", "${connectionName}", "${email}"] {
        text = text.replace(placeholder, "{}");
    }
    text
}

/// A text with these values where it has `%d` and `%s`, in their order.
fn with_values(text: String, values: &Value) -> String {
    let Ok(values) = values.try_iter() else { return text };
    values.fold(text, |text, value| match text.find("%d").into_iter().chain(text.find("%s")).min() {
        Some(at) => format!("{}{value}{}", text.get(..at).unwrap_or_default(), text.get(at + 2..).unwrap_or_default()),
        None => text,
    })
}

impl Object for Texts {
    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        let text = |at: usize| args.get(at).and_then(Value::as_str);
        let said = self.say(text(0).unwrap_or_default(), text(1));
        Ok(Value::from(args.get(2).map_or(said.clone(), |values| with_values(said, values))))
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let language = if self.language.is_empty() { ENGLISH } else { &self.language };
        match key.as_str()? {
            "language" => Some(Value::from(language)),
            "direction" => Some(Value::from(if RIGHT_TO_LEFT.contains(&base(language)) { "rtl" } else { "ltr" })),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_texts_with_the_same_placeholders() {
        let all = Languages::load(None).unwrap();
        let german: Vec<&String> = all.words["de"].keys().collect();
        assert!(german.len() > 100);
        for (language, words) in &all.words {
            assert_eq!(words.keys().collect::<Vec<_>>(), german, "{language}");
            for (english, text) in words.iter() {
                for mark in ["{}", "%d", "%s"] {
                    assert_eq!(english.matches(mark).count(), text.matches(mark).count(), "{language}: {english}");
                }
                assert!(!text.trim().is_empty() && !text.contains(['<', '>']), "{language}: {text}");
            }
        }
    }

    #[test]
    fn every_text_of_the_templates_is_in_every_language() {
        let all = Languages::load(None).unwrap();
        let mut found = 0;
        for (name, source) in super::super::render::TEMPLATES {
            // The mailbox is a developer's.
            let source = source.replace("split(\"", "");
            for part in source.split("t(\"").skip(1).filter(|_| name != "dev_mailbox.html") {
                let english = part.split("\")").next().unwrap().split("\", ").next().unwrap();
                assert!(all.words["de"].contains_key(english), "{name}: {english}");
                found += 1;
            }
        }
        assert!(found > 70, "{found}");
    }

    #[test]
    fn the_language_is_the_applications_wish_then_the_browsers_and_one_that_the_tenant_has() {
        let enabled = ["en", "de", "pt-BR", "zh-CN"].map(str::to_owned);
        let choose = |ui: Option<&str>, accept: &str| choose(&enabled, &wishes(ui, accept));
        assert_eq!(choose(None, ""), "en");
        assert_eq!(choose(None, "de-AT,de;q=0.9,en;q=0.8"), "de");
        assert_eq!(choose(None, "it, en;q=0.5, pt;q=0.7"), "pt-BR");
        assert_eq!(choose(None, "de;q=0, zh-TW;q=0.1"), "zh-CN");
        assert_eq!(choose(Some("fr zh"), "de"), "zh-CN");
        assert_eq!(choose(None, "<script>,;;q=,*;q=1"), "en");
        assert_eq!(super::choose(&[], &[]), "en");
    }

    #[test]
    fn values_are_put_where_the_language_wants_them() {
        let values = Value::from(vec![Value::from(3), Value::from("%d")]);
        assert_eq!(with_values("%d von „%s“ mindestens".to_owned(), &values), "3 von „%d“ mindestens");
        assert_eq!(with_values("At least three".to_owned(), &values), "At least three");
    }

    #[test]
    fn an_operators_file_adds_a_language_or_changes_a_text_and_is_refused_by_name() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
        write("it.json", r#"{ "Welcome": "Benvenuto" }"#);
        write("de.json", r#"{ "Welcome": "Moin" }"#);
        write("notes.txt", "not a language");
        let all = Languages::load(Some(directory.path())).unwrap();
        assert_eq!((&*all.of("it-IT").unwrap()["Welcome"], &*all.of("de").unwrap()["Welcome"]), ("Benvenuto", "Moin"));
        assert_eq!(all.of("de").unwrap()["Password"], "Passwort");
        write("fr.json", r#"{ "Log in to {}": "Entrez" }"#);
        let error = format!("{:#}", Languages::load(Some(directory.path())).unwrap_err());
        assert!(error.contains("fr.json") && error.contains("placeholders"), "{error}");
        assert!(Languages::load(Some(Path::new("/nowhere"))).is_err());
    }
}
