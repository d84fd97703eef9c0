//! Places in what the engine evaluates, told as places in what the author wrote.
//!
//! Frames of stacks name lines and columns of JavaScript; where that was made from TypeScript, its source map leads back. It is
//! applied to texts and not inside the engine, because a map would cost every call its fuel, and only a failure needs it.

use std::borrow::Cow;
use std::sync::OnceLock;

use oxc_sourcemap::SourceMap;

use super::make::ScriptSource;

/// The way back to an author's file.
pub struct Places {
    /// The file and a colon, as frames have it.
    prefix: String,
    text: String,
    /// Read when it is first needed; none if it is none.
    map: OnceLock<Option<SourceMap<'static>>>,
}

impl Places {
    /// The places of a source that was translated.
    pub fn of(source: &ScriptSource) -> Option<Self> {
        let text = source.source_map.clone()?;
        Some(Self { prefix: format!("{}:", source.file), text, map: OnceLock::new() })
    }

    /// `text` with every `file:line:column` of the evaluated text as that of the author's.
    pub fn restore<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !text.contains(&self.prefix) {
            return Cow::Borrowed(text);
        }
        let Some(map) = self.map.get_or_init(|| SourceMap::from_json_string(&self.text).ok().map(SourceMap::into_owned)) else {
            return Cow::Borrowed(text);
        };
        let lines = map.generate_lookup_table();
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(&self.prefix) {
            let (before, found) = rest.split_at(at + self.prefix.len());
            out.push_str(before);
            rest = found;
            let Some((line, column, after)) = place(found) else { continue };
            let token = map.lookup_token(&lines, line.saturating_sub(1), column.saturating_sub(1));
            if let Some(token) = token {
                out.push_str(&format!("{}:{}", token.get_src_line() + 1, token.get_src_col() + 1));
                rest = after;
            }
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}

/// Line and column at the beginning of `text`, and what follows.
fn place(text: &str) -> Option<(u32, u32, &str)> {
    let (line, rest) = text.split_once(':')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (column, after) = rest.split_at(digits);
    Some((line.parse().ok()?, column.parse().ok()?, after))
}
