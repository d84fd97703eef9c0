//! Names of packages. They become parts of URLs and paths, so what is not certainly a name is none.

use super::NpmError;

/// Checks a name: at most 214 characters that need no escape in a URL, with at most one scope.
///
/// # Errors
/// [`NpmError::Name`].
pub fn check(name: &str) -> Result<(), NpmError> {
    let part = |part: &str| {
        let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '!' | '*' | '\'' | '(' | ')');
        !part.is_empty() && !part.starts_with(['.', '_']) && part.chars().all(harmless)
    };
    let valid = match name.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/').is_some_and(|(scope, name)| part(scope) && part(name)),
        None => part(name) && !matches!(name, "node_modules" | "favicon.ico"),
    };
    if valid && name.len() <= 214 { Ok(()) } else { Err(NpmError::Name(name.chars().take(100).collect())) }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_could_leave_its_place_in_a_url_or_path_is_no_name() {
        for name in ["lodash", "@slack/webhook", "JSONStream", "ipaddr.js", "a~b", "x"] {
            assert!(check(name).is_ok(), "{name}");
        }
        let long = "a".repeat(215);
        for name in [
            "", ".", "..", "../x", "a/b", "@a", "@a/", "@/b", "@a/b/c", "@../b", "@a/..", "a b", "a%2fb", "a?b", "a#b", "a\\b", "_x", &long,
        ] {
            assert!(check(name).is_err(), "{name}");
        }
    }
}
