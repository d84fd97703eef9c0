//! What a try of a Rule came to, told to a person and to a program.
//!
//! Both are made of the answer that the Management API would give, in which the values of `configuration` are redacted already; what the
//! Rule chose is without control characters here.

use serde_json::Value;

use crate::cli::actions::excerpt::excerpt;
use crate::cli::actions::report::{call_line, escaped, figures, line_of, section};
use crate::pipeline::trial::Tried;
use crate::sandbox::clean;
use crate::scripts::rule::{self, WrittenRule};

/// A try, and what surrounds it.
pub struct Run<'a> {
    /// The file, as its author typed it.
    pub name: &'a str,
    /// What it holds.
    pub rule: &'a WrittenRule,
    /// Where `user` and `context` came from.
    pub from: &'a str,
    /// Why what it requires is loaded at each call, if it is.
    pub late: Option<&'a str>,
    /// The memory that it may use, in bytes.
    pub memory: usize,
    /// What came of it.
    pub tried: &'a Tried,
}

impl Run<'_> {
    /// The verdict in the words of records.
    pub fn verdict(&self) -> String {
        text(&self.told(), "/payload/verdict")
    }

    /// What the Management API would answer, in one line.
    pub fn json(&self) -> String {
        escaped(&self.told().to_string())
    }

    /// The whole report for a person.
    pub fn text(&self) -> String {
        let told = self.told();
        let list = |path: &str| told.pointer(path).and_then(Value::as_array).cloned().unwrap_or_default();
        let mut out = format!("{:<8} {} · rule · {}\n", text(&told, "/payload/verdict"), clean(self.name), clean(self.from));
        if let Some(error) = told.pointer("/payload/error") {
            out.push_str(&self.error(error));
        }
        if let Some(why) = told.pointer("/payload/unreadable").and_then(Value::as_str) {
            out.push_str(&format!("  What it called back with cannot be shown: {}\n", clean(why)));
        }
        if let Some(late) = self.late {
            out.push_str(&format!("  packages      are loaded at each call: {}\n", clean(late)));
        }
        let changed = ["user", "context"].into_iter().flat_map(|what| {
            let changes = list(&format!("/payload/changes/{what}"));
            changes.into_iter().map(move |change| change_line(what, &change)).collect::<Vec<_>>()
        });
        section(&mut out, "changes", changed);
        section(&mut out, "effects (told, not done)", list("/payload/effects").into_iter().map(line_of));
        section(&mut out, "writes (told, not stored)", list("/payload/writes").iter().map(write_line));
        let lines = list("/payload/console");
        section(&mut out, "console", lines.iter().map(|line| format!("[{}] {}", text(line, "/level"), clean(&text(line, "/message")))));
        if self.tried.report.console_truncated {
            out.push_str("  (what passed the limit was cut off)\n");
        }
        section(&mut out, "calls of the host", self.tried.report.host_calls.iter().map(call_line));
        out.push_str(&format!("\n{}\n", figures(&self.tried.report, self.memory)));
        out.replace(&rule::file(self.rule), &clean(self.name))
    }

    fn told(&self) -> Value {
        self.tried.told()
    }

    /// What the callback was given, or what ended the Rule; with the author's line, where a frame names one.
    fn error(&self, error: &Value) -> String {
        let message = clean(&text(error, "/message"));
        if text(error, "/name") == "UnauthorizedError" && text(error, "/id") == "unauthorized" {
            return format!("  {:<13} {message}\n", "reason");
        }
        let mut out = if text(error, "/id") == "threw" { format!("  It threw: {message}\n") } else { format!("  {message}\n") };
        let stack = text(error, "/stack");
        let frames: Vec<&str> = stack.lines().skip(1).map(str::trim).collect();
        for frame in &frames {
            out.push_str(&format!("    {}\n", clean(frame)));
        }
        let file = rule::file(self.rule);
        if let Some(lines) = frames.iter().find_map(|frame| excerpt(frame, &file, &self.rule.script)) {
            out.push_str(&lines);
            out.push('\n');
        }
        out
    }
}

/// `user     replace  /app_metadata/plan  "free" → "pro"`
fn change_line(what: &str, change: &Value) -> String {
    let value = match (change.get("before"), change.get("value")) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (Some(value), None) | (None, Some(value)) => value.to_string(),
        (None, None) => String::new(),
    };
    clean(&format!("{what:<8} {:<8} {}  {value}", text(change, "/op"), text(change, "/path")))
}

fn write_line(write: &Value) -> String {
    let body = write.get("body").cloned().unwrap_or_default();
    clean(&format!("{} {}  {body}", text(write, "/method"), text(write, "/path")))
}

fn text(value: &Value, path: &str) -> String {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
}
