//! What a script Action answered, read as the JSON of a stranger.

use serde::Deserialize;
use serde_json::Value;

use crate::sandbox::failure::Failure;

/// Characters of the name of an author's error. A longer one is no name.
const MAX_NAME: usize = 64;
/// Characters of a frame.
const MAX_FRAME: usize = 200;
/// Frames of an author's stack.
const MAX_FRAMES: usize = 16;

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    effects: Option<Vec<Value>>,
    #[serde(default)]
    threw: Option<Threw>,
    #[serde(default)]
    unsettled: bool,
    #[serde(default)]
    broken: Option<String>,
}

#[derive(Deserialize)]
struct Threw {
    name: String,
    message: String,
    stack: String,
}

/// The effects as the script recorded them, or why there are none.
///
/// # Errors
/// The Action threw, waits for nothing, or answered what is no answer.
pub fn effects(answer: &str, show: impl Fn(&str) -> String) -> Result<Vec<Value>, Failure> {
    let invalid = |message: String| Failure::InvalidEffect { message };
    let answer: Answer = super::json::from_str(answer).map_err(|error| invalid(format!("its answer is malformed: {error}.")))?;
    match answer {
        Answer { threw: Some(threw), .. } => Err(threw.failure(show)),
        Answer { unsettled: true, .. } => Err(Failure::NeverSettled),
        Answer { broken: Some(reason), .. } => Err(Failure::Threw { name: None, message: show(&reason), stack: Vec::new() }),
        Answer { effects: Some(effects), .. } => Ok(effects),
        Answer { .. } => Err(invalid("its answer is empty.".to_owned())),
    }
}

impl Threw {
    /// Shown first and cut afterwards: the other way around, a cut could leave the first half of a secret.
    fn failure(self, show: impl Fn(&str) -> String) -> Failure {
        let message = match self.name.as_str() {
            "thrown" => format!("The Action threw {}", self.message),
            _ if self.message.is_empty() => self.name.clone(),
            _ => self.message.clone(),
        };
        let name = Some(show(&self.name)).filter(|name| self.name != "thrown" && (1..=MAX_NAME).contains(&name.chars().count()));
        // Frames of the prelude tell an author nothing.
        let frames = self.stack.lines().map(str::trim).filter(|frame| frame.starts_with("at ") && !frame.contains("anteroom:prelude"));
        Failure::Threw {
            name,
            message: show(&message),
            stack: frames.take(MAX_FRAMES).map(|frame| show(frame).chars().take(MAX_FRAME).collect()).collect(),
        }
    }
}
