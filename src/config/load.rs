//! Puts the configuration together: defaults, under the file, under the environment, under the flags.

use std::path::Path;

use super::{Config, ConfigError, Overrides, overrides};

/// The effective configuration, valid.
///
/// # Errors
/// A file that cannot be read, a key that is unknown, or a setting that cannot be used.
pub fn load(overrides: Overrides, env: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
    let (mut config, public_url_in_file) = match &overrides.config {
        Some(path) => from_file(path)?,
        None => (Config::default(), false),
    };
    let public_url = overrides.public_url.clone();
    overrides.apply(&mut config);
    config.npm.follow_npm(&env)?;
    overrides::apply_secrets(&mut config, env);
    match public_url {
        Some(url) => config.public_url = url,
        None if public_url_in_file => {}
        None => config.public_url = config.derived_public_url()?,
    }
    config.validate()?;
    Ok(config)
}

/// The file's settings over the defaults, and whether it sets the public URL.
fn from_file(path: &Path) -> Result<(Config, bool), ConfigError> {
    let at = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| ConfigError::new(&at, format!("cannot be read: {error}")))?;
    // The library's own text quotes the line, which may hold a secret; its message without values and the line's number do not.
    let explain = |error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        ConfigError::new(format!("{at} line {line}"), without_values(error.message()))
    };
    let table: toml::Table = text.parse().map_err(explain)?;
    let config = toml::from_str(&text).map_err(explain)?;
    Ok((config, table.contains_key("public_url")))
}

/// A message that says `invalid type: string "…", expected …` or `invalid port number: "https://…"` without the string: a secret that
/// stands in the wrong place is one still, and a URL may hold one.
fn without_values(message: &str) -> String {
    let quoted = message.split_once(" string \"").zip(message.rsplit_once("\", expected "));
    match quoted {
        Some(((fault, _), (_, expected))) => format!("{fault} string, expected {expected}"),
        None => match message.split_once(": \"") {
            Some((fault, _)) => fault.to_owned(),
            None => message.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::LogLevel;

    fn file(text: &str) -> tempfile::NamedTempFile {
        use std::io::Write;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    fn load_file(text: &str) -> Result<Config, ConfigError> {
        let file = file(text);
        load(Overrides { config: Some(file.path().to_owned()), ..Overrides::default() }, |_| None)
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let file = file("listen = \"127.0.0.1:9000\"\ntenant = \"acme\"\n[log]\nlevel = \"debug\"\n");
        let overrides =
            Overrides { config: Some(file.path().to_owned()), listen: Some("127.0.0.1:9001".parse().unwrap()), ..Overrides::default() };
        let config = load(overrides, |_| None).unwrap();
        assert_eq!(config.listen.port(), 9001);
        assert_eq!((config.tenant.as_str(), config.log.level), ("acme", LogLevel::Debug));
        assert_eq!(config.public_url.as_str(), "http://localhost:9001/");
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_nothing_of_the_file_is_quoted() {
        let error = load_file("tenant = \"main\"\n[metrics]\ntoken = \"hush-hush-hush-hush\"\ntokn = \"hush-hush\"\n").unwrap_err();
        assert!(error.path.ends_with("line 4"), "{error}");
        assert!(error.problem.contains("tokn") && !error.to_string().contains("hush"), "{error}");
    }

    #[test]
    fn a_secret_in_the_wrong_place_is_not_quoted() {
        for text in ["metrics = \"hush-hush\"", "shutdown_seconds = \"hush\\\", expected hush\"", "[sandbox]\nlimits = \"hush\""] {
            let error = load_file(text).unwrap_err();
            assert!(error.problem.contains("string, expected") && !error.to_string().contains("hush"), "{error}");
        }
    }

    #[test]
    fn an_address_that_is_none_is_not_quoted_because_it_may_hold_a_password() {
        for (text, fault) in [
            ("public_url = \"https:://hush-hush\"", "empty host"),
            ("public_url = \"hush-hush\"", "relative URL without a base"),
            ("[npm]\nregistry = \"https://u:hush-hush@npm.example.com:99999/\"", "invalid port number"),
        ] {
            let error = load_file(text).unwrap_err();
            assert!(error.problem.contains(fault) && !error.to_string().contains("hush"), "{error}");
        }
    }

    #[test]
    fn a_setting_that_cannot_be_used_is_named_by_its_path() {
        for (text, path) in [
            ("tenant = \"A B\"", "tenant"),
            ("public_url = \"http://id.example.com\"", "public_url"),
            ("public_url = \"https://id.example.com/path\"", "public_url"),
            ("listen = \"0.0.0.0:8080\"", "listen"),
            ("[tls]\ncert = \"/nonexistent.pem\"\nkey = \"/nonexistent.pem\"", "tls.cert"),
            ("[tls]\ncert = \"/nonexistent.pem\"", "tls.key"),
            ("[metrics]\ntoken = \"short\"", "metrics.token"),
            ("[mail]\nca = \"/nonexistent.pem\"", "mail.ca"),
            (
                "listen = \"0.0.0.0:8080\"\npublic_url = \"https://id.example.com\"\ninsecure_http = true\n[mail]\ndev_mailbox = true",
                "mail.dev_mailbox",
            ),
            ("[sandbox]\nconcurrency = 0", "sandbox.concurrency"),
            ("[sandbox.limits]\nfuel = 1", "sandbox.limits.fuel"),
        ] {
            assert_eq!(load_file(text).unwrap_err().path, path, "{text}");
        }
    }

    #[test]
    fn plain_http_to_other_machines_needs_a_proxy_or_insistence() {
        let open = "listen = \"0.0.0.0:8080\"\npublic_url = \"https://id.example.com\"\n";
        assert!(load_file(open).is_err());
        assert!(load_file(&format!("{open}insecure_http = true")).is_ok());
        let behind = load_file(&format!("{open}[proxies]\ntrusted = [\"10.0.0.0/8\"]")).unwrap();
        assert!(behind.plain_http_for_proxies_only());
    }

    #[test]
    fn secrets_are_read_from_the_environment_and_shown_to_nobody() {
        let env = |name: &str| (name == "ANTEROOM_ADMIN_PASSWORD").then(|| "correct horse".to_owned());
        let config = load(Overrides::default(), env).unwrap();
        assert_eq!(config.first_start.admin_password.as_ref().unwrap().expose(), "correct horse");
        assert!(!format!("{config:?}").contains("correct horse"));
    }
}
