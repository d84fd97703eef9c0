//! Lists for people: columns as wide as what is in them. What comes from a server is other people's text, so nothing of it reaches the
//! terminal that could steer it.

use serde_json::Value;

use crate::sandbox::clean;

/// Characters of a cell; what is longer is cut.
const WIDEST: usize = 60;

/// Rows below their headings.
pub fn table<const N: usize>(headings: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let rows: Vec<[String; N]> = rows.into_iter().map(|row| row.map(|cell| cell_of(&cell))).collect();
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
        cells.chain(headings.get(at).map(|heading| heading.chars().count())).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |cells: Vec<&str>| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut out = vec![line(headings.to_vec())];
    out.extend(rows.iter().map(|row| line(row.iter().map(String::as_str).collect())));
    out.join("\n")
}

fn cell_of(text: &str) -> String {
    let text = clean(text).replace('\n', " ");
    if text.chars().count() <= WIDEST { text } else { text.chars().take(WIDEST - 1).chain(['…']).collect() }
}

/// A member of an object as a cell: `-` where there is none.
pub fn cell(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_cells_and_nothing_steers_the_terminal() {
        let text = table(["NAME", "ID"], [["a\u{1b}[31mb\nc".to_owned(), "1".to_owned()], ["x".repeat(99), "2".to_owned()]]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
        assert!(lines[2].starts_with(&"x".repeat(WIDEST - 1)) && lines[2].ends_with("…  2"), "{text}");
        assert_eq!(lines[0].find("ID"), Some(WIDEST + 2));
    }
}
