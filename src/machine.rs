//! An application by itself, readable top to bottom: ask the `credentials-exchange` Actions what its token says, and whether there is
//! one at all.
//!
//! The record of the run is written here when the answer is no. When it is yes, it goes into the commit of the success, so that no
//! token is answered whose record is missing.

use crate::app::App;
use crate::audit::LogEvent;
use crate::contract::Trigger;
use crate::identity::{Client, Metadata, Origin, ResourceServer};
use crate::pipeline::{Run, Verdict};
use crate::storage::{Batch, StoreError};
use crate::triggers::credentials_exchange as trigger;

/// What an application asks for.
pub struct Request<'a> {
    /// The application, which has proved who it is.
    pub client: &'a Client,
    /// The API.
    pub api: &'a ResourceServer,
    /// The scopes asked for.
    pub requested: &'a [String],
    /// The scopes that its grant gives it of these.
    pub scope: Vec<String>,
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The request's fields.
    pub fields: Metadata,
}

/// What the token says.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Its scopes.
    pub scope: Vec<String>,
    /// Its claims besides the server's own.
    pub claims: Metadata,
    /// What ran, to be written with the success.
    pub run: Option<Run>,
}

/// Why there is no token. The event and the record are written.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// An Action denied, with an OAuth error (reference 1.7).
    #[error("{reason}")]
    Denied {
        /// The OAuth error.
        code: String,
        /// Its description.
        reason: String,
    },
    /// An Action failed.
    #[error("{}", threw.as_deref().unwrap_or("The exchange could not be checked."))]
    Failed {
        /// The author's message.
        threw: Option<String>,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Asks the Actions. `event` makes the log event of a refusal.
pub async fn ask(app: &App, request: Request<'_>, event: impl FnOnce() -> LogEvent) -> Result<Outcome, Refusal> {
    let Request { client, api, requested, scope, origin, fields } = request;
    let (tenant, audience) = (app.config.tenant.as_str(), api.identifier.as_str());
    let facts = || trigger::Facts { tenant, client, audience, requested, scope: &scope, origin, fields };
    let Some(run) = app.pipeline.run(Trigger::CredentialsExchange, || trigger::event(facts())).await? else {
        return Ok(Outcome { scope, ..Outcome::default() });
    };
    let refusal = match &run.verdict {
        Verdict::Allow => {
            let (claims, scope) = trigger::apply(&run.effects, &scope, |name| api.has_scope(name));
            return Ok(Outcome { scope, claims, run: Some(run) });
        }
        Verdict::Deny { reason, code, .. } => {
            Refusal::Denied { code: code.clone().unwrap_or_else(|| "access_denied".to_owned()), reason: reason.clone() }
        }
        Verdict::Invalid { code, message } => Refusal::Denied { code: code.clone(), reason: message.clone() },
        // A trigger without a browser offers no redirect.
        Verdict::Redirect { .. } | Verdict::Prove(_) => Refusal::Failed { threw: None },
        Verdict::Failed { threw } => Refusal::Failed { threw: threw.clone() },
    };
    let mut batch = Batch::new();
    run.stage(&app.audit, &mut batch)?;
    let mut event = event().describe(refusal.to_string()).executions(std::slice::from_ref(&run.execution.id));
    event.audience = Some(api.identifier.clone());
    app.audit.stage(&mut batch, &event)?;
    app.store.commit(batch).await?;
    Err(refusal)
}
