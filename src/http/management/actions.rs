//! `/api/v2/actions`: Actions, versions, bindings, executions (reference 2), with all quirks of its recorded answers.

mod bindings;
mod component;
mod delete;
mod deploy;
mod draft;
mod executions;
mod list;
pub mod modules;
mod read;
mod test;
mod triggers;
mod versions;
mod view;

pub use bindings::{list as list_bindings, replace as replace_bindings};
pub use component::put as put_component;
pub use delete::delete;
pub use deploy::{deploy, roll_back};
pub use draft::{create, update};
pub use executions::read as read_execution;
pub use list::list;
pub use read::read;
pub use test::run as test;
pub use triggers::list as list_triggers;
pub use versions::{list as list_versions, read as read_version};

use axum::http::StatusCode;

use super::paging::PAGE;
use super::query::{Param, Params, query_of};
use crate::actions::lifecycle::LifecycleError;
use crate::http::error::ApiError;
use crate::sandbox::ScriptError;
use crate::scripts::build::BuildError;
use crate::scripts::source::SourceError;

/// Characters of a message. Names of the author's own may stand in it, of any length and kind.
const MAX_MESSAGE: usize = 1000;

impl From<LifecycleError> for ApiError {
    fn from(error: LifecycleError) -> Self {
        let status = match &error {
            LifecycleError::NoAction | LifecycleError::NoVersion | LifecycleError::NoModule | LifecycleError::NoModuleVersion => {
                StatusCode::NOT_FOUND
            }
            LifecycleError::NameTaken
            | LifecycleError::Bound
            | LifecycleError::BoundToProfile(_)
            | LifecycleError::ModuleNameTaken
            | LifecycleError::NothingToPublish
            | LifecycleError::CurrentDraft => StatusCode::CONFLICT,
            LifecycleError::ModuleInUse | LifecycleError::TooManyVersions => StatusCode::PRECONDITION_FAILED,
            LifecycleError::UploadsOff | LifecycleError::TooMany => StatusCode::FORBIDDEN,
            LifecycleError::NotBuilt(_) | LifecycleError::Invalid(_) | LifecycleError::NotDeployed(_) => StatusCode::BAD_REQUEST,
            LifecycleError::Upload(fault) if fault.is_authors_fault() => StatusCode::BAD_REQUEST,
            LifecycleError::Upload(fault) => return Self::internal(fault),
            LifecycleError::Build(fault) => return unbuilt(fault),
            LifecycleError::Store(_) => return store(error),
        };
        Self::new(status, said(&error))
    }
}

fn said(error: &impl std::fmt::Display) -> String {
    error.to_string().chars().filter(|c| !c.is_control()).take(MAX_MESSAGE).collect()
}

/// The author's faults are told, the server's are logged.
fn unbuilt(error: &BuildError) -> ApiError {
    match error {
        BuildError::Packages(fault) if fault.is_temporary() => {
            tracing::warn!(%fault, "the packages of a module could not be had");
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "The packages of the module could not be had. Try again later.")
        }
        BuildError::Source(SourceError::Internal { .. }) | BuildError::Script(ScriptError::Internal(_)) => ApiError::internal(error),
        _ => ApiError::new(StatusCode::BAD_REQUEST, said(error)),
    }
}

fn store(error: LifecycleError) -> ApiError {
    match error {
        LifecycleError::Store(error) => error.into(),
        other => ApiError::internal(other),
    }
}

/// `per_page` of the Actions endpoints.
const PER_PAGE: Param = Param::number("per_page", 1, 100);

query_of!(Pages = [PAGE, PER_PAGE]);

/// `page` and `per_page` of the Actions endpoints: 50 items by default.
fn page(params: &Params) -> (usize, usize) {
    (params.number("page").unwrap_or(0), params.number("per_page").unwrap_or(50))
}

/// The body of a list: `page` is absent on the first one, and `total` on an empty list of bindings (reference 2.1).
fn listed(plural: &str, items: Vec<serde_json::Value>, (page, per_page): (usize, usize)) -> serde_json::Value {
    let total = items.len();
    let items: Vec<_> = items.into_iter().skip(page.saturating_mul(per_page)).take(per_page).collect();
    let mut out = serde_json::Map::new();
    out.insert(plural.to_owned(), items.into());
    if total > 0 || plural != "bindings" {
        out.insert("total".to_owned(), total.into());
    }
    if page > 0 {
        out.insert("page".to_owned(), page.into());
    }
    out.insert("per_page".to_owned(), per_page.into());
    out.into()
}
