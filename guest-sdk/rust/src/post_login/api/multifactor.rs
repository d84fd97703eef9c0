//! `api.multifactor`: the older way to ask for a second factor, at the end of the flow.

use crate::effect::{DuoOptions, Effect, MultifactorProvider, Refusal};
use crate::host::Asks;

/// `api.multifactor`.
pub struct Multifactor<'api>(pub(crate) &'api dyn Asks);

impl Multifactor<'_> {
    /// Asks for a second factor. The user may be spared it on this browser if `allow_remember_browser` says so; only
    /// [`MultifactorProvider::Duo`] takes options.
    pub fn enable(
        &mut self,
        provider: MultifactorProvider,
        allow_remember_browser: bool,
        provider_options: Option<DuoOptions>,
    ) -> Result<(), Refusal> {
        self.0.ask(Effect::EnableMultifactor { provider, allow_remember_browser, provider_options })
    }
}
