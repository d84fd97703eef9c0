//! `POST /api/v2/client-grants`.

use axum::extract::State;
use serde_json::{Map, Value, json};

use super::{SCOPES, api, check_scopes, from_wire, wire};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::merge;
use crate::http::management::operation::With;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::ClientGrant;
use crate::random::prefixed;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError};

const BODY: Schema = Schema(&[
    Field::new("client_id", Kind::Text(1, 64)),
    Field::new("default_for", Kind::OneOf(&["third_party_clients"])),
    Field::required("audience", Kind::Text(1, 600)),
    Field::new("scope", SCOPES),
    Field::new("subject_type", Kind::OneOf(&["client", "user"])),
    // Kept and given back, without effect.
    Field::nullable("allow_any_organization", Kind::Bool),
    Field::nullable("authorization_details_types", Kind::Set(&Kind::Text(1, 255), 100)),
    Field::nullable("organization_usage", Kind::OneOf(&["deny", "allow", "require"])),
]);
body_of!(Given = BODY);

/// Grants an application, or all strict third parties, scopes of an API.
pub async fn create(State(app): State<Shared>, body: Body<Given>) -> Result<With<201>, ApiError> {
    let given = body.check()?;
    let mut members = Map::new();
    members.insert("id".to_owned(), json!(prefixed(&*app.random, "cgr_")));
    members.insert("scope".to_owned(), json!([]));
    merge::over(&mut members, given);
    let grant = from_wire(members)?;
    if grant.extra.contains_key("default_for") {
        return for_third_parties(&app, grant).await;
    }
    if grant.client_id.is_empty() {
        return Err(ApiError::invalid_body("'Missing required property: client_id'."));
    }
    let inexistent = || ApiError::not_found("The client does not exist").code("inexistent_client");
    let client = app.directory.clients.get(&grant.client_id).await?.ok_or_else(inexistent)?;
    check_scopes(&api(&app, &grant.audience).await?, &grant.scope)?;
    let mut batch = Batch::new();
    // A client deleted at this moment takes its grants along; this one must not come after.
    app.directory.clients.stage_expect(&mut batch, &client.client_id, Some(client.version));
    insert(&app, batch, grant).await
}

/// What every strict third party may have of an API in the name of its users. Of the API that administers the tenant none may.
async fn for_third_parties(app: &App, grant: ClientGrant) -> Result<With<201>, ApiError> {
    if !grant.client_id.is_empty() {
        return Err(ApiError::invalid_body("'A grant is for one client or for all of a kind' on property default_for."));
    }
    if grant.subject_type != "user" {
        return Err(ApiError::invalid_body("'No enum match for: client' on property subject_type."));
    }
    let api = api(app, &grant.audience).await?;
    if api.is_system {
        return Err(ApiError::invalid_body("'The Management API is not for third parties' on property audience."));
    }
    check_scopes(&api, &grant.scope)?;
    insert(app, Batch::new(), grant).await
}

async fn insert(app: &App, mut batch: Batch, grant: ClientGrant) -> Result<With<201>, ApiError> {
    app.directory.client_grants.stage_insert(&mut batch, &grant)?;
    match app.store.commit(batch).await {
        Ok(_) => Ok(With(Value::Object(wire(&grant)?))),
        Err(StoreError::Conflict(key)) if matches!(clash(&key), Clash::Unique(_)) => {
            Err(ApiError::conflict("A client grant for this client and audience already exists."))
        }
        Err(error) => Err(error.into()),
    }
}
