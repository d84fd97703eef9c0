//! What follows a sign-up without holding it up: the `post-user-registration` Actions.

use crate::app::App;
use crate::contract::Trigger;
use crate::identity::{Connection, LoginTransaction, Origin, User};
use crate::pipeline::Verdict;
use crate::storage::Batch;
use crate::triggers::post_user_registration as trigger;

use super::SignUp;

/// Everything of the request that the Actions are told: it has been answered by then.
struct Registered {
    tenant: String,
    connection: Connection,
    origin: Origin,
    transaction: Option<LoginTransaction>,
    user: User,
}

/// Runs the Actions when their turn comes, and keeps their record. The account stands whatever they do.
pub fn registered(app: &App, request: &SignUp<'_>, user: &User) {
    let (pipeline, audit, store) = (app.pipeline.clone(), app.audit.clone(), app.store.clone());
    let told = Registered {
        tenant: app.config.tenant.clone(),
        connection: request.connection.clone(),
        origin: request.origin.clone(),
        transaction: request.transaction.cloned(),
        user: user.clone(),
    };
    app.background.spawn(async move {
        let Registered { tenant, connection, origin, transaction, user } = &told;
        let facts = trigger::Facts { tenant, connection, origin, transaction: transaction.as_ref(), user };
        let run = pipeline.run(Trigger::PostUserRegistration, || trigger::event(&facts)).await;
        let kept = match run {
            Ok(None) => return,
            Ok(Some(run)) => {
                let mut batch = Batch::new();
                let mut staged = run.stage(&audit, &mut batch);
                if staged.is_ok() && run.verdict != Verdict::Allow {
                    let mut failure = audit.event("fpurh").describe("A program after a sign-up failed.");
                    failure.user_id = Some(user.user_id.clone());
                    staged = audit.stage(&mut batch, &failure.executions(std::slice::from_ref(&run.execution.id)));
                }
                match staged {
                    Ok(()) => store.commit(batch).await.map(drop),
                    Err(error) => Err(error),
                }
            }
            Err(error) => Err(error),
        };
        if let Err(error) = kept {
            tracing::error!(%error, user_id = user.user_id, "the Actions after a sign-up could not be run or recorded");
        }
    });
}
