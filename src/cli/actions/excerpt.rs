//! The author's line that a message names, with a mark below the column.

use crate::sandbox::clean;

/// Characters of a line that are shown.
const WIDTH: usize = 160;

/// The line that the first `file:line:column` in `text` names; none if there is no such place in `code`.
pub fn excerpt(text: &str, file: &str, code: &str) -> Option<String> {
    let (line, column) = place(text, file)?;
    let shown = code.lines().nth(line.checked_sub(1)?)?;
    // Control characters are spelled out, so the mark stands where the text before it ends.
    let before: String = shown.chars().take(column.checked_sub(1)?).collect();
    let (shown, before) = (clean(shown), clean(&before).chars().count());
    if before > WIDTH {
        return None;
    }
    let shown: String = shown.chars().take(WIDTH).collect();
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    Some(format!("  {number} | {}\n  {margin} | {}^", shown.trim_end(), " ".repeat(before)))
}

/// The first place in `file` that a text names, as line and column from 1.
fn place(text: &str, file: &str) -> Option<(usize, usize)> {
    let needle = format!("{file}:");
    text.match_indices(&needle).find_map(|(at, found)| {
        let rest = text.get(at + found.len()..)?;
        let (line, rest) = rest.split_once(':')?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        Some((line.parse().ok()?, rest.get(..digits)?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_below_the_column() {
        let code = "exports.x = 1;\n\tconst = 3;\n";
        assert_eq!(excerpt("a.js:2:8: Unexpected token", "a.js", code).unwrap(), "  2 |  const = 3;\n    |        ^");
        assert_eq!(excerpt("at f (a.js:1:9)", "a.js", code).unwrap(), "  1 | exports.x = 1;\n    |         ^");
    }

    #[test]
    fn what_names_no_place_in_the_file_has_no_excerpt() {
        for text in ["a.js", "a.js:x", "a.js:9:1", "b.js:1:1", "a.js:0:0", "a.js:1:"] {
            assert_eq!(excerpt(text, "a.js", "one line"), None, "{text}");
        }
    }
}
