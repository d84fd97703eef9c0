//! Rendering templates, from the side of the process that does it. It limits itself before it reads a byte.

use std::io::{Read, Write};
use std::process::ExitCode;

use liquid_core::parser::{Filter, FilterArguments, FilterReflection, ParameterReflection, ParseFilter};
use liquid_core::{Runtime, Value as LiquidValue, ValueView};

use super::values::Data;
use super::{Answer, MOST_OUTPUT, Question, TOO_LONG};
use crate::child::Limits;

/// Bytes that are read: four texts of a template at most, and what is known of one user.
const MOST_INPUT: u64 = 4 << 20;
/// The address space, of which the binary itself takes a part. A template's memory is what remains.
const ADDRESS_SPACE: u64 = 768 << 20;
/// Seconds of the processor. Real templates take a millisecond.
const CPU_SECONDS: u64 = 2;

/// The hidden subcommand `anteroom render-mail`: reads a question from the standard input and answers on the standard output.
pub fn render_in_child() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<ExitCode> {
    // It answers on its standard output and writes no file.
    Limits { address_space: ADDRESS_SPACE, cpu_seconds: CPU_SECONDS, file_size: 0 }.set()?;
    let mut question = Vec::new();
    std::io::stdin().lock().take(MOST_INPUT).read_to_end(&mut question)?;
    let question: Question = serde_json::from_slice(&question)?;
    let answer = match answer(question)? {
        Some(answer) => answer,
        None => return Ok(ExitCode::from(TOO_LONG)),
    };
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &answer)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The answer; `None` if the texts become too long.
fn answer(question: Question) -> anyhow::Result<Option<Answer>> {
    // A filter of the same name takes the place of the library's: values are escaped already, and nobody wants it twice.
    let parser = liquid::ParserBuilder::with_stdlib().filter(EscapeOnce).build()?;
    let mut rendered = std::collections::BTreeMap::new();
    let mut room = usize::try_from(MOST_OUTPUT)?;
    for (name, text) in question.texts {
        let template = match parser.parse(&text.source) {
            Ok(template) => template,
            Err(error) => return Ok(Some(Answer::Faulty { name, message: on_one_line(&error) })),
        };
        let Some(values) = &question.values else { continue };
        let values = Data::new(values, text.html);
        let mut out = Bounded { text: Vec::new(), room, full: false };
        let result = template.render_to(&mut out, &values);
        if out.full {
            return Ok(None);
        }
        if let Err(error) = result {
            return Ok(Some(Answer::Faulty { name, message: on_one_line(&error) }));
        }
        room -= out.text.len();
        rendered.insert(name, String::from_utf8_lossy(&out.text).into_owned());
    }
    Ok(Some(Answer::Rendered(rendered)))
}

/// The library draws the place of a fault over several lines.
fn on_one_line(error: &liquid::Error) -> String {
    let words: Vec<String> = error.to_string().split_whitespace().map(str::to_owned).collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(300).collect()
}

/// Takes a bounded text, and then nothing more.
struct Bounded {
    text: Vec<u8>,
    room: usize,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.text.len() + bytes.len() > self.room {
            self.full = true;
            return Err(std::io::Error::other("the text is too long"));
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// `escape`, which leaves alone what is escaped.
#[derive(Debug, Clone)]
struct EscapeOnce;

impl FilterReflection for EscapeOnce {
    fn name(&self) -> &str {
        "escape"
    }

    fn description(&self) -> &str {
        "Escapes a text for HTML, unless it is escaped."
    }

    fn positional_parameters(&self) -> &'static [ParameterReflection] {
        &[]
    }

    fn keyword_parameters(&self) -> &'static [ParameterReflection] {
        &[]
    }
}

impl ParseFilter for EscapeOnce {
    fn parse(&self, _: FilterArguments<'_>) -> liquid_core::Result<Box<dyn Filter>> {
        Ok(Box::new(Self))
    }

    fn reflection(&self) -> &dyn FilterReflection {
        self
    }
}

impl std::fmt::Display for EscapeOnce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("escape")
    }
}

impl Filter for EscapeOnce {
    fn evaluate(&self, input: &dyn ValueView, _: &dyn Runtime) -> liquid_core::Result<LiquidValue> {
        let text = input.to_kstr();
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(c) = rest.chars().next() {
            let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].into_iter().find(|entity| rest.starts_with(entity));
            let taken = known.map_or(c.len_utf8(), str::len);
            match known {
                Some(entity) => out.push_str(entity),
                None => super::values::escape_into(&mut out, c),
            }
            rest = rest.get(taken..).unwrap_or_default();
        }
        Ok(LiquidValue::scalar(out))
    }
}
