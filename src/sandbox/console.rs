//! The lines that an Action writes, made safe for whoever reads them.
//!
//! A line goes to a terminal, a log collector and a web page. So control characters and escapes are spelled out, values of
//! secrets are replaced, and both happen here, before a line is stored, and not where it is shown. Redaction comes before
//! cutting, or a cut in the middle of a secret would leave its first half readable.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::report::{ConsoleLevel, ConsoleLine};

/// Secrets shorter than this are not looked for: `a` would turn every line into stars and hide nothing.
const MIN_SECRET: usize = 4;

/// The values that must not be shown.
pub type Secrets = Arc<BTreeMap<String, Zeroizing<String>>>;
/// The secrets of each module that an Action is pinned to, by the module's name. A module without secrets is in it all the same.
pub type ModuleSecrets = Arc<BTreeMap<String, BTreeMap<String, Zeroizing<String>>>>;

/// What must not be shown of a call: the values of the Action and of its modules, and a password that it is about. The names are made up.
pub fn hidden(own: &Secrets, modules: &ModuleSecrets, password: Option<Zeroizing<String>>) -> Secrets {
    if password.is_none() && modules.values().all(BTreeMap::is_empty) {
        return Arc::clone(own);
    }
    let all = own.values().chain(modules.values().flat_map(BTreeMap::values)).chain(&password);
    Arc::new(all.enumerate().map(|(number, value)| (number.to_string(), value.clone())).collect())
}

/// Collects lines up to the limits.
pub struct Console {
    secrets: Secrets,
    lines: Vec<ConsoleLine>,
    truncated: bool,
    lines_left: usize,
    bytes_left: usize,
}

impl Console {
    /// Keeps at most `lines` lines with at most `bytes` bytes.
    pub fn new(secrets: Secrets, lines: usize, bytes: usize) -> Self {
        Self { secrets, lines: Vec::new(), truncated: false, lines_left: lines, bytes_left: bytes }
    }

    /// Adds a line; past the limits it is cut or dropped, and the console says so.
    pub fn write(&mut self, level: ConsoleLevel, message: &str) {
        if self.lines_left == 0 || self.bytes_left == 0 {
            self.truncated = true;
            return;
        }
        let mut message = clean(&redact(message, &self.secrets));
        if message.len() > self.bytes_left {
            self.truncated = true;
            let cut = message.floor_char_boundary(self.bytes_left);
            message.truncate(cut);
        }
        self.lines_left -= 1;
        self.bytes_left -= message.len();
        self.lines.push(ConsoleLine { level, message });
    }

    /// How many lines were kept so far.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// What was kept, and whether something was not.
    pub fn take(&mut self) -> (Vec<ConsoleLine>, bool) {
        (std::mem::take(&mut self.lines), self.truncated)
    }
}

/// A console that the WASI streams of a guest share with its `log`.
#[derive(Clone)]
pub struct SharedConsole(Arc<Mutex<Console>>);

impl SharedConsole {
    /// Shares `console`.
    pub fn new(console: Console) -> Self {
        Self(Arc::new(Mutex::new(console)))
    }

    /// The console, for one line.
    pub fn lock(&self) -> MutexGuard<'_, Console> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `text` with every secret's value replaced by `***`, the longest first: one secret may be a part of another.
pub fn redact(text: &str, secrets: &BTreeMap<String, Zeroizing<String>>) -> String {
    let mut values: Vec<&str> = secrets.values().map(|value| value.as_str()).filter(|value| value.len() >= MIN_SECRET).collect();
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    let mut out = text.to_owned();
    for value in values {
        if out.contains(value) {
            out = out.replace(value, "***");
        }
    }
    out
}

/// As [`redact`], for a text that was cut on its way here: its end may be the beginning of a secret.
pub fn redact_cut(text: &str, secrets: &BTreeMap<String, Zeroizing<String>>) -> String {
    let mut out = redact(text, secrets);
    let begun = |value: &str| {
        let mut beginnings = value.char_indices().rev().map(|(at, _)| at).take_while(|at| *at >= MIN_SECRET);
        beginnings.find(|at| value.get(..*at).is_some_and(|beginning| out.ends_with(beginning)))
    };
    if let Some(length) = secrets.values().filter_map(|value| begun(value)).max() {
        out.truncate(out.len() - length);
        out.push_str("***");
    }
    out
}

/// `text` without characters that move a cursor, begin a line or turn the writing direction around.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push(' '),
            // Control characters, line separators, and the marks with which text is made to look like other text.
            c if c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}') =>
            {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(values: &[&str]) -> Secrets {
        Arc::new(values.iter().map(|v| (format!("NAME_{v}"), Zeroizing::new((*v).to_owned()))).collect())
    }

    #[test]
    fn escapes_and_line_breaks_are_spelled_out() {
        assert_eq!(clean("a\u{1b}[31mred\r\nb\u{202e}c"), "a\\u{1b}[31mred\\r\\nb\\u{202e}c");
    }

    #[test]
    fn secrets_are_replaced_the_longest_first() {
        assert_eq!(redact("x hunter22 hunter2", &secrets(&["hunter2", "hunter22"])), "x *** ***");
    }

    #[test]
    fn the_beginning_of_a_secret_at_the_end_of_a_cut_text_is_replaced() {
        let secrets = secrets(&["sesame-open", "sésame"]);
        assert_eq!(redact_cut("key sesame-op", &secrets), "key ***");
        assert_eq!(redact_cut("key sésa", &secrets), "key ***");
        assert_eq!(redact_cut("key sesame-open ses", &secrets), "key *** ses", "too short to be looked for");
    }

    #[test]
    fn a_secret_at_the_cut_is_not_half_shown() {
        let mut console = Console::new(secrets(&["sesame-open"]), 10, 8);
        console.write(ConsoleLevel::Info, "key sesame-open");
        assert_eq!(console.take(), (vec![ConsoleLine { level: ConsoleLevel::Info, message: "key ***".into() }], false));
    }

    #[test]
    fn lines_and_bytes_are_bounded_and_the_cut_is_marked() {
        let mut console = Console::new(secrets(&[]), 2, 6);
        console.write(ConsoleLevel::Info, "abc");
        assert!(!console.truncated);
        console.write(ConsoleLevel::Info, "defgh");
        console.write(ConsoleLevel::Info, "i");
        let (lines, truncated) = console.take();
        assert!(truncated);
        assert_eq!(lines.iter().map(|l| l.message.as_str()).collect::<Vec<_>>(), ["abc", "def"]);
    }
}
