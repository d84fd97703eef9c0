//! The name of an application as people are shown it. Whoever made the application chose it, and that may be a stranger.
//!
//! Pages escape it, which keeps it from being markup. Characters that turn the direction of what stands beside them, or that nobody
//! sees, would still let one name look like another: a registration with such a name is refused, and of every other they are left out.

use super::Client;

/// Whether a character in a name can only deceive: it controls, turns the direction of a line, or is there and not seen. The joiners
/// U+200C and U+200D are none of these: Persian and Hindi are written with them.
pub fn deceives(c: char) -> bool {
    let invisible = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{2028}'
            | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    );
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || invisible || turns
}

impl Client {
    /// The name without what deceives.
    pub fn shown_name(&self) -> String {
        self.name.chars().filter(|c| !deceives(*c)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_are_left_as_they_are() {
        for name in ["Müller & Söhne", "مرحبا", "日本語", "می\u{200c}خواهم", "👩\u{200d}💻", "a-b_c (d)"] {
            assert!(!name.chars().any(deceives), "{name}");
        }
    }

    #[test]
    fn what_turns_or_hides_deceives() {
        for c in ['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{e0041}', '\n', '\0', '\u{85}', '\u{3164}'] {
            assert!(deceives(c), "{:x}", u32::from(c));
        }
    }
}
