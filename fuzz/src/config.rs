//! The configuration file.
//!
//! - What is taken is valid, and printed by `anteroom config check` it is taken again and prints the same.
//! - A fault names a line that there is, and quotes nothing of a line: it may hold a secret.

use std::io::Write;
use std::path::Path;

use anteroom::config::{Config, ConfigError, Overrides, load};

/// Stands for a secret wherever an input has it in a line.
const SECRET: &str = "hush-hush-hush-hush";

pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match read(text) {
        Ok(config) => {
            assert_eq!(config.validate(), Ok(()));
            let printed = toml::to_string_pretty(&config).unwrap();
            assert!(!printed.contains(SECRET) || !text.contains(&format!("token = \"{SECRET}\"")), "printed a secret");
            // A secret is printed as `(set)`, which is too short to be one.
            let again = read(&printed.replace("(set)", SECRET)).unwrap_or_else(|error| panic!("{error} in\n{printed}"));
            assert_eq!(toml::to_string_pretty(&again).unwrap(), printed);
        }
        Err(error) => {
            if let Some((_, line)) = error.path.rsplit_once(" line ") {
                let lines = text.matches('\n').count() + 1;
                assert!((1..=lines).contains(&line.parse::<usize>().unwrap()), "{error} of {lines} lines");
                // What is named is a key, or a value of a setting whose values are no secrets.
                let named = ["unknown field", "unknown variant", "no address", "every client"].iter().any(|n| error.problem.contains(n));
                assert!(named || !error.problem.contains(SECRET), "{error}");
            }
        }
    }
}

fn read(text: &str) -> Result<Config, ConfigError> {
    let mut file =
        tempfile::NamedTempFile::new_in(if Path::new("/dev/shm").is_dir() { "/dev/shm".into() } else { std::env::temp_dir() }).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    load(Overrides { config: Some(file.path().to_owned()), ..Overrides::default() }, |_| None)
}
