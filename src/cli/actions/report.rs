//! What a run of an Action came to, told to a person and to a program.
//!
//! An Action's output is a stranger's: everything that it chose is without control characters here, and without the values of its
//! secrets, also where it asked for them: a claim that holds a secret shows `***`.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::excerpt::excerpt;
use super::file::{ActionFile, Program};
use super::local::Ready;
use super::secrets::Secrets;
use crate::contract::Effect;
use crate::pipeline::rehearsal::{redact_json, told};
use crate::pipeline::{Verdict, verdict, verdict_of};
use crate::sandbox::{ConsoleLevel, Failure, HostCall, Report, clean, redact};
use crate::scripts::source::Language;

/// A run, and what surrounds it.
pub struct Run<'a> {
    /// The Action.
    pub file: &'a ActionFile,
    /// How it was built.
    pub ready: &'a Ready,
    /// Where the event came from.
    pub event: &'a str,
    /// What it was given.
    pub secrets: Arc<Secrets>,
    /// The memory that it may use, in bytes.
    pub memory: usize,
    /// What came of it.
    pub report: Report,
}

impl Run<'_> {
    /// The verdict in the words of records: `allow`, `deny`, `validation_error`, `redirect`, `failed`.
    pub fn verdict(&self) -> &'static str {
        self.report.outcome.as_ref().map_or("failed", |effects| verdict_of(effects))
    }

    /// The kind of failure, if it failed.
    pub fn failure(&self) -> Option<&'static str> {
        self.report.outcome.as_ref().err().map(Failure::kind)
    }

    /// The whole report for a person.
    pub fn text(&self) -> String {
        let mut out = format!("{:<8} {} · {} · event: {}\n", self.verdict(), self.name(), self.ready.trigger.id(), clean(self.event));
        out.push_str(&self.reasons());
        if let Some(late) = &self.ready.late {
            out.push_str(&format!("  top level     runs at each call: {}\n", self.show(late)));
        }
        let effects = self.report.outcome.as_deref().unwrap_or_default();
        section(&mut out, "effects (told, not done)", effects.iter().map(|effect| self.effect(effect)));
        // A top level that runs at each call has written its lines again.
        let built = self.ready.console.iter().filter(|_| self.ready.late.is_none()).map(|line| (line, " (while it was built)"));
        let lines = built.chain(self.report.console.iter().map(|line| (line, "")));
        section(&mut out, "console", lines.map(|(line, when)| format!("[{}] {}{when}", level(line.level), self.show(&line.message))));
        if self.report.console_truncated {
            out.push_str("  (what passed the limit was cut off)\n");
        }
        section(&mut out, "calls of the host", self.report.host_calls.iter().map(call_line));
        out.push_str(&format!("\n{}\n", figures(&self.report, self.memory)));
        out
    }

    /// One line, and why it was denied.
    pub fn summary(&self) -> String {
        let mut out =
            format!("{:<8} {} · {} · {}\n", self.verdict(), self.name(), self.ready.trigger.id(), figures(&self.report, self.memory));
        out.push_str(&self.reasons());
        out
    }

    /// What the Management API would answer, in one line.
    pub fn json(&self) -> String {
        let mut told = told(&self.report);
        let effects = told.pointer_mut("/payload/effects").and_then(Value::as_array_mut);
        effects.into_iter().flatten().for_each(|effect| self.redact_effect(effect));
        escaped(&told.to_string())
    }

    fn name(&self) -> String {
        clean(&self.file.name)
    }

    fn show(&self, text: &str) -> String {
        clean(&redact(text, &self.secrets))
    }

    /// Why it was denied, or why it failed.
    fn reasons(&self) -> String {
        let line = |label: &str, text: &str| format!("  {label:<13} {}\n", self.show(text));
        let effects = match &self.report.outcome {
            Ok(effects) => effects,
            Err(failure) => return self.fault(failure),
        };
        match verdict(effects) {
            Verdict::Deny { reason, user_message, code } => {
                let mut out = line("reason", &reason);
                out.extend(user_message.map(|message| line("user message", &message)));
                out.extend(code.map(|code| line("code", &code)));
                out
            }
            Verdict::Invalid { code, message } => line("code", &code) + &line("user message", &message),
            // The URL is among the effects.
            Verdict::Allow | Verdict::Redirect { .. } | Verdict::Prove(_) | Verdict::Failed { .. } => String::new(),
        }
    }

    fn fault(&self, failure: &Failure) -> String {
        let (said, frames) = match failure {
            Failure::Threw { message, stack, .. } => (format!("It threw: {message}"), stack.as_slice()),
            Failure::Trap { reason, backtrace } => (format!("It crashed: {reason}"), backtrace.as_slice()),
            other => (other.to_string(), [].as_slice()),
        };
        let mut out = format!("  {}\n", self.show(&said));
        for frame in frames {
            out.push_str(&format!("    {}\n", self.show(frame)));
        }
        if said.contains("Cannot find module") {
            out.push_str("  An npm package must be in the package.json beside the file, or be named with --dependency.\n");
        }
        if let Some(lines) = self.excerpt(frames) {
            out.push_str(&lines);
            out.push('\n');
        }
        out
    }

    /// The author's line of the innermost frame. Stacks of TypeScript count the lines of what became of it.
    fn excerpt(&self, frames: &[String]) -> Option<String> {
        match &self.file.program {
            Program::Script { code, language: Language::JavaScript } => {
                frames.iter().find_map(|frame| excerpt(frame, &self.file.name, code))
            }
            _ => None,
        }
    }

    fn effect(&self, effect: &Effect) -> String {
        let mut recorded = effect.recorded();
        // Before it is text: as JSON, a value with quotes would look different.
        self.redact_effect(&mut recorded);
        line_of(recorded)
    }

    /// Redacts what the Action chose of an effect. All else of a report is redacted by the sandbox.
    fn redact_effect(&self, effect: &mut Value) {
        let members = effect.as_object_mut().into_iter().flatten();
        members.filter(|(name, _)| *name != "type").for_each(|(_, value)| redact_json(value, &self.secrets));
    }
}

/// `set_app_metadata  plan = "pro"`, of a recorded effect.
pub fn line_of(recorded: Value) -> String {
    let Value::Object(mut members) = recorded else { return String::new() };
    let kind = members.shift_remove("type").and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default();
    let named = ["name", "key"].into_iter().find_map(|name| members.shift_remove(name)).and_then(|name| name.as_str().map(str::to_owned));
    let rest = match (named, members.shift_remove("value")) {
        (Some(name), Some(Value::Null)) => format!("{name} removed"),
        (Some(name), Some(value)) => format!("{name} = {value}"),
        (Some(name), None) => name,
        (None, Some(value)) => format!("{value}{}", listed(&members, ", ")),
        (None, None) => listed(&members, ""),
    };
    clean(&format!("{kind:<22} {rest}"))
}

/// What the host did. The sandbox has redacted it.
pub fn call_line(call: &HostCall) -> String {
    format!("{} {}: {}, {} ms", call.name, clean(&call.target), clean(&call.outcome), call.wall.as_millis())
}

/// Fuel, time and memory in one line.
pub fn figures(report: &Report, memory: usize) -> String {
    let share = if report.fuel_limit == 0 { 0.0 } else { report.fuel_used as f64 * 100.0 / report.fuel_limit as f64 };
    let mib = |bytes: usize| bytes as f64 / f64::from(1 << 20);
    format!(
        "fuel {} of {} ({share:.1} %) · {:.1} ms · {:.1} of {:.1} MiB",
        grouped(report.fuel_used),
        grouped(report.fuel_limit),
        report.wall.as_secs_f64() * 1000.0,
        mib(report.peak_memory),
        mib(memory)
    )
}

/// A title and lines below it; nothing where there are no lines.
pub fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        out.push_str(&format!("\n{title}\n"));
    }
    for line in lines {
        out.push_str(&format!("  {}\n", line.trim_end()));
    }
}

fn level(level: ConsoleLevel) -> &'static str {
    match level {
        ConsoleLevel::Debug => "debug",
        ConsoleLevel::Info => "info",
        ConsoleLevel::Warn => "warn",
        ConsoleLevel::Error => "error",
    }
}

/// `reason: "…", user_message: "…"`
fn listed(members: &Map<String, Value>, before: &str) -> String {
    let all: Vec<String> = members.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    if all.is_empty() { String::new() } else { format!("{before}{}", all.join(", ")) }
}

/// JSON without what a terminal obeys. What is below the space is escaped in every JSON; the rest may be, and stays the same value.
pub fn escaped(json: &str) -> String {
    let escape = |c: char| {
        let text = c.to_string();
        if clean(&text) == text { text } else { format!("\\u{:04x}", u32::from(c)) }
    };
    json.chars().map(escape).collect()
}

/// `1,234,567`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == first {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
