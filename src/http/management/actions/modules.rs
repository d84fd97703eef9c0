//! `/api/v2/actions/modules`: code that Actions share (reference 2.1).

mod delete;
mod draft;
mod list;
mod publish;
mod read;
mod roll_back;
mod usage;
mod versions;
mod view;

pub use delete::delete;
pub use draft::{create, update};
pub use list::list;
pub use publish::publish;
pub use read::read;
pub use roll_back::roll_back;
pub use usage::list as list_actions;
pub use versions::{list as list_versions, read as read_version};

use serde_json::{Value, json};

/// The body of a list. Unlike the lists of Actions, it tells its page on the first one as well.
fn listed(plural: &str, items: Vec<Value>, (page, per_page): (usize, usize)) -> Value {
    let total = items.len();
    let items: Vec<Value> = items.into_iter().skip(page.saturating_mul(per_page)).take(per_page).collect();
    json!({ plural: items, "total": total, "page": page, "per_page": per_page })
}
