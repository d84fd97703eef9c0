//! Places in a text as editors count them: lines and columns from 1.

use std::fmt;

/// A place in the author's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From 1; a line ends with LF, CR or CRLF.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

impl Position {
    /// The place of a byte. A byte after the end is the end, and one inside a character is that character.
    pub fn of(text: &str, offset: usize) -> Self {
        let mut position = Self { line: 1, column: 1 };
        let mut before = '\0';
        for (at, char) in text.char_indices() {
            if at + char.len_utf8() > offset {
                break;
            }
            match (before, char) {
                ('\r', '\n') => {}
                (_, '\r' | '\n') => position = Self { line: position.line + 1, column: 1 },
                _ => position.column += 1,
            }
            before = char;
        }
        position
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_any_of_the_three_endings() {
        let text = "a\nb\r\nc\rdé!";
        let at = |needle| Position::of(text, text.find(needle).unwrap()).to_string();
        assert_eq!([at("a"), at("b"), at("c"), at("d"), at("!")], ["1:1", "2:1", "3:1", "4:1", "4:3"]);
        assert_eq!(Position::of(text, 1000).to_string(), "4:4");
    }
}
