//! Changes to a text that has a source map, so that the map stays right.
//!
//! Rewriting the text and not the tree keeps the rewriting readable; the price is to move the map's tokens, which is this file.

use oxc_sourcemap::{SourceMap, SourceMapBuilder};

/// Replacements of ranges that do not overlap. Line breaks inside a replaced range are kept, so that lines keep their numbers.
#[derive(Debug, Default)]
pub struct Edits {
    /// Put before everything; whole lines.
    pub header: String,
    list: Vec<Edit>,
}

#[derive(Debug)]
struct Edit {
    start: usize,
    end: usize,
    text: String,
}

impl Edits {
    /// Replaces the bytes from `start` up to `end`.
    pub fn replace(&mut self, start: u32, end: u32, text: impl Into<String>) {
        self.list.push(Edit { start: start as usize, end: end as usize, text: text.into() });
    }

    /// The changed text.
    pub fn apply_to_text(mut self, code: &str) -> String {
        self.write(code).0
    }

    /// The changed text, and `map` moved along with it.
    pub fn apply(mut self, code: &str, map: &SourceMap<'_>) -> (String, SourceMap<'static>) {
        let (out, moved) = self.write(code);
        let map = self.move_map(code, &out, &moved, map);
        (out, map)
    }

    /// The changed text, and where the text after each edit went: its old offset, its new offset.
    fn write(&mut self, code: &str) -> (String, Vec<(usize, usize)>) {
        // Stable: what was put in at the same place stays in the order in which it came.
        self.list.sort_by_key(|edit| (edit.start, edit.end));
        let mut out = self.header.clone();
        let mut moved = vec![(0, out.len())];
        let mut from = 0;
        for edit in &self.list {
            // Inside of what another edit replaced, such as a comment between the names of an import.
            if edit.start < from {
                moved.push((from, out.len()));
                continue;
            }
            out.push_str(code.get(from..edit.start).unwrap_or_default());
            out.push_str(&edit.text);
            let breaks = |text: &str| text.matches('\n').count();
            let lost = breaks(code.get(edit.start..edit.end).unwrap_or_default()).saturating_sub(breaks(&edit.text));
            out.extend(std::iter::repeat_n('\n', lost));
            from = edit.end.max(from);
            moved.push((from, out.len()));
        }
        out.push_str(code.get(from..).unwrap_or_default());
        (out, moved)
    }

    fn move_map(&self, code: &str, out: &str, moved: &[(usize, usize)], map: &SourceMap<'_>) -> SourceMap<'static> {
        let (old, new) = (Lines::of(code), Lines::of(out));
        let mut builder = SourceMapBuilder::default();
        for (source, content) in map.get_sources().zip(map.get_source_contents()) {
            builder.set_source_and_content(source, content.unwrap_or_default());
        }
        for token in map.get_tokens() {
            let at = old.offset(token.get_dst_line(), token.get_dst_col());
            // Inside a replaced range the text begins where the replacement ends: the next thing of the author.
            let after = moved.partition_point(|(from, _)| *from <= at).saturating_sub(1);
            let replaced = self.list.get(after).filter(|edit| edit.start < at);
            let to = match (replaced, moved.get(after)) {
                (Some(edit), Some((from, to))) => to + (edit.start - from),
                (None, Some((from, to))) => to + (at - from),
                (_, None) => at,
            };
            let (line, column) = new.place(to);
            builder.add_token(line, column, token.get_src_line(), token.get_src_col(), token.get_source_id(), None);
        }
        builder.into_sourcemap().into_owned()
    }
}

/// The lines of a text, whose columns source maps count in UTF-16 units.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    fn offset(&self, line: u32, column: u32) -> usize {
        let start = self.starts.get(line as usize).copied().unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let mut units = 0;
        let found = rest.char_indices().find(|(_, char)| {
            let here = units >= column as usize;
            units += char.len_utf16();
            here
        });
        start + found.map_or(rest.len(), |(at, _)| at)
    }

    fn place(&self, offset: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let units: usize = self.text.get(start..offset).unwrap_or_default().chars().map(char::len_utf16).sum();
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(units).unwrap_or(u32::MAX))
    }
}
