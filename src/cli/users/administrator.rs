//! `anteroom users make-administrator`: a role with every permission of the Management API, and a user who has it.
//!
//! No first start gives it to anybody: who may administer as a person is what an operator says, with the machine's credentials.

use anyhow::Context;
use reqwest::Method;
use serde_json::{Value, json};

use super::{AdministratorArgs, named};
use crate::cli::api::{self, Api, encoded, list, text};

/// The role.
const ROLE: &str = "Management API administrator";

/// Gives the user the role.
///
/// # Errors
/// The server cannot be reached, there is no such user, or the caller may not give roles.
pub fn make(args: &AdministratorArgs) -> anyhow::Result<()> {
    api::block_on(async {
        let api = args.server.connect().await?;
        let user = named(&api, &args.user).await?;
        let role = role(&api).await.context("the role could not be made")?;
        let user_id = text(&user, "user_id")?;
        let path = format!("users/{}/roles", encoded(user_id));
        api.call(Method::POST, &path, &json!({ "roles": [role] })).await.context("the role could not be given")?;
        let line = format!("{user_id} may do everything at the Management API, by the role '{ROLE}' ({role})");
        api::print(args.server.json, &json!({ "user_id": user_id, "role_id": role }), &line)
    })
}

/// The role's id. It is given every scope that the API has now: a newer server may have more.
async fn role(api: &Api) -> anyhow::Result<String> {
    let audience = api.audience()?;
    let about = api.get(&format!("resource-servers/{}", encoded(&audience)), &[]).await?;
    let permission =
        |scope: &Value| Some(json!({ "resource_server_identifier": audience, "permission_name": scope.get("value")?.as_str()? }));
    let permissions: Vec<Value> =
        about.get("scopes").map_or(&[][..], |scopes| list(scopes, "scopes")).iter().filter_map(permission).collect();
    let found = api.all("roles", "roles", &[("name_filter", ROLE)]).await?;
    let there = found.iter().find(|role| role.get("name").and_then(Value::as_str) == Some(ROLE));
    let id = match there {
        Some(role) => text(role, "id")?.to_owned(),
        None => {
            let given = json!({ "name": ROLE, "description": "May do everything at the Management API" });
            text(&api.call(Method::POST, "roles", &given).await?, "id")?.to_owned()
        }
    };
    api.call(Method::POST, &format!("roles/{id}/permissions"), &json!({ "permissions": permissions })).await?;
    Ok(id)
}
