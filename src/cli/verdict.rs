//! How a try of a program ends: well with the verdict that was expected, or with any that is no failure.

use anyhow::bail;
use clap::ValueEnum;

/// Ends a command by the verdict of what it ran; `failure` says how it failed, if it did.
///
/// # Errors
/// Another verdict than the expected one, or a failure that nobody expected.
pub fn judge<E: ValueEnum>(name: &str, verdict: &str, failure: Option<String>, expected: Option<E>) -> anyhow::Result<()> {
    let expected = expected.and_then(|expected| expected.to_possible_value());
    match (expected.as_ref().map(|value| value.get_name()), failure) {
        (Some(expected), _) if expected == verdict => Ok(()),
        (Some(expected), _) => bail!("{name}: the verdict is {verdict}, but {expected} was expected"),
        (None, Some(failure)) => bail!("{name} {failure}"),
        (None, None) => Ok(()),
    }
}
