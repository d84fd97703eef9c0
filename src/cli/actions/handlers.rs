//! Which trigger a script is for, where nobody says so: its handler's name tells.

use anyhow::bail;

use crate::contract::Trigger;

/// The triggers whose handlers a text names anywhere, also where it does not export them.
pub fn named_in(code: &str) -> Vec<Trigger> {
    let part_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let words: Vec<&str> = code.split(|c| !part_of_name(c)).filter(|word| word.starts_with("on")).collect();
    of(|handler| words.contains(&handler))
}

/// The triggers whose handlers are among what a script exports.
pub fn exported(exports: &[String]) -> Vec<Trigger> {
    of(|handler| exports.iter().any(|export| export == handler))
}

fn of(is_there: impl Fn(&str) -> bool) -> Vec<Trigger> {
    let handles = |trigger: &Trigger| is_there(trigger.handler()) || trigger.resume_handler().is_some_and(&is_there);
    Trigger::ALL.into_iter().filter(handles).collect()
}

/// The one trigger of a file.
///
/// # Errors
/// There is none, or there are several.
pub fn the_only(name: &str, found: &[Trigger]) -> anyhow::Result<Trigger> {
    match found {
        [trigger] => Ok(*trigger),
        [] => {
            let known: Vec<String> =
                Trigger::ALL.into_iter().map(|trigger| format!("  {:<30} {}", trigger.handler(), trigger.id())).collect();
            bail!(
                "{name} exports the handler of no trigger. An Action exports one of these functions, each for its trigger:\n{}",
                known.join("\n")
            )
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|trigger| trigger.id()).collect();
            bail!("{name} has handlers of several triggers ({}): say which one with --trigger", ids.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handler_is_a_whole_word() {
        assert_eq!(named_in("exports.onExecutePostLogin = async () => {};"), [Trigger::PostLogin]);
        assert_eq!(named_in("exports.onContinuePostLogin = async () => {};"), [Trigger::PostLogin]);
        assert_eq!(named_in("const notonExecutePostLogin = 1, onExecutePostLogins = 2, $onExecutePostLogin = 3;"), []);
        assert_eq!(
            named_in("module.exports = { onExecutePostLogin, onExecuteCredentialsExchange };"),
            [Trigger::PostLogin, Trigger::CredentialsExchange]
        );
    }
}
