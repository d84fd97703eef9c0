//! Suspending a flow: one command per Action (reference, actions-semantics).

use serde_json::json;

use super::{Refused, text};
use crate::contract::Effect;

/// Bytes of JSON of a form's fields and variables.
const MAX_PROMPT: usize = 24 * 1024;

/// Which command was given already.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// None.
    #[default]
    None,
    /// To go somewhere.
    Redirect,
    /// To fill in a form.
    Render,
}

/// Whether a form may be shown now.
pub fn render(effect: &Effect, given: Command) -> Result<(), Refused> {
    let Effect::RenderPrompt { prompt_id, fields, vars } = effect else { return Ok(()) };
    match given {
        Command::None => {}
        Command::Redirect => return Err(both()),
        Command::Render => return Err(Refused::Invalid("Only 1 render command per action is allowed.".into())),
    }
    text::bounded(prompt_id, 128, "The prompt ID")?;
    let options = json!({ "fields": fields, "vars": vars });
    if options.to_string().len() > MAX_PROMPT {
        return Err(Refused::Invalid("The options of the prompt must not be larger than 24 KB.".into()));
    }
    Ok(())
}

/// Where the user is sent, if they may be sent now.
pub fn redirect(url: &str, given: Command) -> Result<String, Refused> {
    if given == Command::Render {
        return Err(both());
    }
    text::url(url, "The redirect URL")
}

fn both() -> Refused {
    Refused::Invalid("Redirect and render commands cannot be used in the same action.".into())
}
