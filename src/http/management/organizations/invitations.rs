//! `/api/v2/organizations/{id}/invitations`: lists, shows and withdraws. `invite.rs` makes them.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::clock::iso_millis;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::paging::{INCLUDE_TOTALS, PAGE, PER_PAGE, Paging, with_totals};
use crate::http::management::path::Path;
use crate::http::management::query::{FIELDS, INCLUDE_FIELDS, Param, Projected, Query, query_of};
use crate::identity::organization::invitation::MAX_INVITATIONS;
use crate::identity::{Invitation, Organization};
use crate::storage::Stored;

query_of!(Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, FIELDS, INCLUDE_FIELDS, Param::text("sort")]);

pub(super) async fn organization(app: &App, id: &str) -> Result<Stored<Organization>, ApiError> {
    let found = app.directory.organizations.get(id).await?;
    found.ok_or_else(|| ApiError::not_found("No organization found by that id."))
}

/// An invitation as the API shows it, with its link.
pub(super) fn wire(app: &App, organization: &Organization, invitation: &Invitation) -> Result<Value, ApiError> {
    let ticket = app.vault.open_text(&Invitation::purpose(&invitation.id), &invitation.sealed_ticket).map_err(ApiError::internal)?;
    let mut url = url::Url::parse(&invitation.login_uri).map_err(ApiError::internal)?;
    url.query_pairs_mut()
        .append_pair("invitation", &ticket)
        .append_pair("organization", &organization.id)
        .append_pair("organization_name", &organization.name);
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
        if !empty {
            out.insert(name.to_owned(), value);
        }
    };
    put("id", json!(invitation.id));
    put("organization_id", json!(invitation.organization_id));
    put("inviter", json!({ "name": invitation.inviter }));
    put("invitee", json!({ "email": invitation.invitee }));
    put("invitation_url", json!(url.as_str()));
    put("created_at", json!(iso_millis(invitation.created_at)));
    put("expires_at", json!(iso_millis(invitation.expires_at)));
    put("client_id", json!(invitation.client_id));
    put("connection_id", json!(invitation.connection_id));
    put("app_metadata", json!(invitation.app_metadata));
    put("user_metadata", json!(invitation.user_metadata));
    put("roles", json!(invitation.roles));
    put("ticket_id", json!(ticket.as_str()));
    Ok(Value::Object(out))
}

/// Lists the open invitations of an organization, the newest first, or as `sort` says.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let (paging, projection) = (Paging::of(&params)?, params.projection());
    let ascending = match params.text("sort") {
        None | Some("created_at:-1") => false,
        Some("created_at:1") => true,
        Some(_) => return Err(ApiError::invalid_query("'Invitations are sorted by created_at:1 or created_at:-1' on property sort.")),
    };
    let organization = organization(&app, &id).await?;
    let now = app.clock.now();
    let mut all = app.directory.invitations.list_by("organization", &id, None, MAX_INVITATIONS).await?;
    all.retain(|invitation| now < invitation.expires_at);
    all.sort_by_key(|invitation| invitation.created_at);
    if !ascending {
        all.reverse();
    }
    let Paging::Page { page, per_page, totals } = paging else {
        return Err(ApiError::invalid_query("'Additional properties not allowed: take'."));
    };
    let start = page.saturating_mul(per_page);
    let mut items = Vec::new();
    for invitation in all.iter().skip(start).take(per_page) {
        items.push(projection.apply(wire(&app, &organization, invitation)?));
    }
    Ok(Json(if totals { with_totals("invitations", start, per_page, all.len(), items) } else { Value::Array(items) }))
}

async fn find(app: &App, organization_id: &str, id: &str) -> Result<Option<Stored<Invitation>>, ApiError> {
    let found = app.directory.invitations.get(id).await?;
    Ok(found.filter(|invitation| invitation.organization_id == organization_id && app.clock.now() < invitation.expires_at))
}

/// Shows an invitation.
pub async fn read(
    State(app): State<Shared>,
    Path((id, invitation_id)): Path<(String, String)>,
    query: Query<Projected>,
) -> Result<Json<Value>, ApiError> {
    let projection = query.params()?.projection();
    let organization = organization(&app, &id).await?;
    let missing = || ApiError::not_found("The invitation does not exist.").code("inexistent_invitation");
    let invitation = find(&app, &id, &invitation_id).await?.ok_or_else(missing)?;
    Ok(Json(projection.apply(wire(&app, &organization, &invitation)?)))
}

/// Withdraws an invitation; one that is not there is no error.
pub async fn delete(
    State(app): State<Shared>,
    Path((id, invitation_id)): Path<(String, String)>,
    query: Query,
) -> Result<Bare<204>, ApiError> {
    query.none()?;
    organization(&app, &id).await?;
    if let Some(invitation) = find(&app, &id, &invitation_id).await? {
        app.directory.invitations.delete(&invitation).await?;
    }
    Ok(Bare)
}
