//! The event that an Action is tried with: the one that is named, else the one beside the file, else the trigger's sample.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use serde_json::Value;

use super::secrets::{Secrets, of_object};
use crate::contract::{Event, Trigger};

/// An event, and what is known of it.
pub struct GivenEvent {
    /// The event.
    pub event: Event,
    /// Its member `secrets`, which is where an Action finds them.
    pub secrets: Secrets,
    /// Where it came from.
    pub from: String,
}

/// The event files that belong to an Action, the nearest first: `<name>.event.json` and `event.json` beside a file, `event.json` in the
/// folder of a crate.
pub fn beside(action: &Path) -> Vec<PathBuf> {
    if action.is_dir() {
        return vec![action.join("event.json")];
    }
    let stem = action.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    [format!("{stem}.event.json"), "event.json".to_owned()].into_iter().map(|name| action.with_file_name(name)).collect()
}

/// Reads the event for `action`. A name of `-` is the standard input.
///
/// # Errors
/// It cannot be read, or is no event of `trigger`.
pub fn read(named: Option<&Path>, action: &Path, trigger: Trigger) -> anyhow::Result<GivenEvent> {
    let found = named.map(Path::to_owned).or_else(|| beside(action).into_iter().find(|path| path.is_file()));
    let Some(path) = found else {
        let sample = parse(Event::sample(trigger), "the sample", trigger)?;
        return Ok(GivenEvent { from: "the sample (--print-event shows it)".to_owned(), ..sample });
    };
    if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).context("cannot read the standard input")?;
        return parse(&text, "the standard input", trigger);
    }
    let name = path.display().to_string();
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {name}"))?;
    parse(&text, &name, trigger)
}

fn parse(text: &str, from: &str, trigger: Trigger) -> anyhow::Result<GivenEvent> {
    let json: Value = serde_json::from_str(text).with_context(|| format!("{from} is no JSON"))?;
    let event = Event::from_json(trigger, &json).map_err(|error| {
        let id = trigger.id();
        anyhow!("{from} is no event of {id}: {error}. A whole one, to edit: anteroom actions test --trigger {id} --print-event")
    })?;
    let secrets =
        json.get("secrets").map(|secrets| of_object(secrets).with_context(|| format!("{from}: secrets must be an object of texts")));
    Ok(GivenEvent { event, secrets: secrets.transpose()?.unwrap_or_default(), from: from.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_lies_beside_a_file_and_in_the_folder_of_a_crate() {
        let dir = tempfile::tempdir().unwrap();
        let names = |action: &Path| -> Vec<PathBuf> {
            beside(action).iter().map(|path| path.strip_prefix(dir.path()).unwrap().to_owned()).collect()
        };
        assert_eq!(names(&dir.path().join("a.b.ts")), [Path::new("a.b.event.json"), Path::new("event.json")]);
        std::fs::create_dir(dir.path().join("crate")).unwrap();
        assert_eq!(names(&dir.path().join("crate")), [Path::new("crate/event.json")]);
    }
}
