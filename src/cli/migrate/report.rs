//! What is said of an export: one line for each program, its notes below it, and a count at the end.

use serde_json::{Value, json};

/// How a program fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it is.
    Runs,
    /// As it is, but somebody should look at it.
    Look,
    /// Not.
    Fails,
}

impl Verdict {
    fn id(self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::Look => "look",
            Self::Fails => "fails",
        }
    }

    fn shown(self) -> &'static str {
        match self {
            Self::Runs => "runs unchanged",
            Self::Look => "runs, see below",
            Self::Fails => "does not run",
        }
    }
}

/// One thing to know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The line of the author's file, where it has one.
    pub line: Option<usize>,
    /// What it is.
    pub text: String,
}

impl Note {
    /// At a line.
    pub fn at(line: usize, text: impl Into<String>) -> Self {
        Self { line: Some(line), text: text.into() }
    }

    /// Of the whole.
    pub fn of(text: impl Into<String>) -> Self {
        Self { line: None, text: text.into() }
    }
}

/// One program.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Its name.
    pub name: String,
    /// Whether it is switched on, or deployed and bound.
    pub enabled: bool,
    /// How it fares.
    pub verdict: Verdict,
    /// What to know.
    pub notes: Vec<Note>,
}

impl Judged {
    /// One that was built, with what its text tells.
    pub fn built(name: &str, enabled: bool, mut notes: Vec<Note>) -> Self {
        notes.sort();
        notes.dedup();
        let verdict = if notes.is_empty() { Verdict::Runs } else { Verdict::Look };
        Self { name: name.to_owned(), enabled, verdict, notes }
    }

    /// One that cannot be built.
    pub fn failed(name: &str, enabled: bool, why: impl Into<String>) -> Self {
        Self { name: name.to_owned(), enabled, verdict: Verdict::Fails, notes: vec![Note::of(why)] }
    }

    fn json(&self) -> Value {
        let notes: Vec<Value> = self.notes.iter().map(|note| json!({ "line": note.line, "text": note.text })).collect();
        json!({ "name": self.name, "enabled": self.enabled, "verdict": self.verdict.id(), "notes": notes })
    }
}

/// The whole.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The Rules in their order.
    pub rules: Vec<Judged>,
    /// The Hooks.
    pub hooks: Vec<Judged>,
    /// The Actions.
    pub actions: Vec<Judged>,
    /// What else is to know of the export.
    pub others: Vec<String>,
}

impl Report {
    fn all(&self) -> impl Iterator<Item = &Judged> {
        self.rules.iter().chain(&self.hooks).chain(&self.actions)
    }

    /// How many fare like this.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.all().filter(|judged| judged.verdict == verdict).count()
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let list = |judged: &[Judged]| judged.iter().map(Judged::json).collect::<Vec<_>>();
        json!({ "rules": list(&self.rules), "hooks": list(&self.hooks), "actions": list(&self.actions), "others": self.others })
    }

    /// For people. `written` says what was written beside it.
    pub fn text(&self, written: Option<&str>) -> String {
        let mut out = Vec::new();
        for (title, judged) in [("Rules", &self.rules), ("Hooks", &self.hooks), ("Actions", &self.actions)] {
            if judged.is_empty() {
                continue;
            }
            out.push(title.to_owned());
            let width = judged.iter().map(|one| one.name.chars().count()).max().unwrap_or_default();
            for one in judged {
                let name = &one.name;
                let off = if one.enabled { "" } else { " (switched off)" };
                out.push(format!("  {name:width$}  {}{off}", one.verdict.shown()));
                for note in &one.notes {
                    let line = note.line.map(|line| format!("line {line}: ")).unwrap_or_default();
                    out.push(format!("      {line}{}", note.text.replace('\n', "\n      ")));
                }
            }
            out.push(String::new());
        }
        if !self.others.is_empty() {
            out.push("Also in the export".to_owned());
            out.extend(self.others.iter().map(|other| format!("  {other}")));
            out.push(String::new());
        }
        if let Some(written) = written {
            out.push(written.to_owned());
            out.push(String::new());
        }
        let [runs, look, fails] = [Verdict::Runs, Verdict::Look, Verdict::Fails].map(|verdict| self.count(verdict));
        out.push(match runs + look + fails {
            0 => "There is no Rule, Hook or Action in this export.".to_owned(),
            all => format!("{all} programs: {runs} run unchanged, {look} run and want a look, {fails} do not run."),
        });
        out.join("\n")
    }
}
