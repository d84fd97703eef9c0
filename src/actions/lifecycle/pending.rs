//! Builds that take longer than a request should.
//!
//! Packages come from a registry, whose pace is not the server's. The answer waits a moment for them, since most are here already;
//! then the draft is stored as `building`, as Auth0 does, and the build goes on. Its result becomes the draft's if the draft still
//! says what was built, so that of two changes the later one counts whichever is done first. What a stop of the server cut off is
//! begun anew at the next start.

use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::draft::{keep, source};
use super::{LifecycleError, build, deploy};
use crate::actions::{Action, BuildStatus, Script};
use crate::app::App;
use crate::storage::{Batch, StoreError};

/// How often a result is offered to the store: a draft that changes more often meanwhile is not the one that was built.
const TRIES: usize = 20;

/// A build that nobody waits for, once it is begun.
pub struct Later(JoinHandle<(Action, Option<Script>)>);

/// How a build stands when the answer must be given.
#[expect(clippy::large_enum_variant, reason = "one is made a build, and moved once")]
pub enum Build {
    /// It is done, well or not: the draft says which.
    Done(Option<Script>),
    /// It goes on; the draft is `building`.
    Later(Later),
}

/// Builds the draft's source into its program, or at least begins to.
pub async fn begin(app: &Arc<App>, action: &mut Action) -> Build {
    if action.dependencies.as_array().is_none_or(Vec::is_empty) {
        return Build::Done(build::build(app, action).await);
    }
    let mut task = spawn(app, action.clone());
    match timeout(app.config.npm.answer_within(), &mut task).await {
        Ok(done) => {
            let (built, script) = done.unwrap_or_else(|_| (fallen(action), None));
            *action = built;
            Build::Done(script)
        }
        Err(_) => {
            action.program = None;
            action.status = BuildStatus::Building;
            action.build_error = None;
            Build::Later(Later(task))
        }
    }
}

impl Later {
    /// Lets the build go on until the draft, which is stored as `before`, has its result; then deploys it where that was asked for.
    pub fn finish(self, app: &Arc<App>, before: Action) {
        let app = app.clone();
        tokio::spawn(async move {
            let (built, script) = self.0.await.unwrap_or_else(|_| (fallen(&before), None));
            if let Err(error) = settle(&app, &before, built, script).await {
                tracing::error!(action = before.name, %error, "a script was built, and its draft could not be told");
            }
        });
    }

    /// Gives it up: its draft was not stored.
    pub fn give_up(self) {
        self.0.abort();
    }
}

/// Begins every build anew that the last stop of the server cut off.
///
/// # Errors
/// The store cannot be read.
pub async fn resume(app: &Arc<App>) -> Result<(), StoreError> {
    for action in app.actions.actions.all().await? {
        if action.status == BuildStatus::Building && build::is_script(&action) {
            tracing::info!(action = action.name, "building a draft that the last stop cut off");
            Later(spawn(app, action.value.clone())).finish(app, action.value);
        }
    }
    Ok(())
}

fn spawn(app: &Arc<App>, mut action: Action) -> JoinHandle<(Action, Option<Script>)> {
    let app = app.clone();
    tokio::spawn(async move {
        // Never closed; a draft waits its turn as `building`.
        let _place = app.builds.acquire().await;
        let script = build::build(&app, &mut action).await;
        (action, script)
    })
}

/// What a draft comes to whose build panicked.
fn fallen(action: &Action) -> Action {
    let build_error = Some("The server could not build it. Its log has the details.".to_owned());
    Action { program: None, status: BuildStatus::Failed, build_error, ..action.clone() }
}

/// Gives the draft what was built, unless it says something else by now.
async fn settle(app: &Arc<App>, sent: &Action, built: Action, script: Option<Script>) -> Result<(), LifecycleError> {
    for _ in 0..TRIES {
        let Some(before) = app.actions.actions.get(&sent.id).await? else { return Ok(()) };
        if before.status != BuildStatus::Building || source(&before) != source(sent) {
            return Ok(());
        }
        let after = Action {
            program: built.program.clone(),
            status: built.status,
            build_error: built.build_error.clone(),
            dependencies: built.dependencies.clone(),
            deploy_when_built: false,
            updated_at: app.clock.now(),
            ..before.value.clone()
        };
        let mut batch = Batch::new();
        keep(app, &mut batch, script.clone()).await?;
        app.actions.actions.stage_update(&mut batch, &before, &after)?;
        match app.store.commit(batch).await {
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
            Ok(_) if before.deploy_when_built && after.status == BuildStatus::Built => {
                return deploy::deploy(app, &after.id).await.map(drop);
            }
            Ok(_) => return Ok(()),
        }
    }
    Err(LifecycleError::Invalid("The draft was changed too often.".to_owned()))
}
