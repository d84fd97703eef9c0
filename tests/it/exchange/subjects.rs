//! Whom a token stands for: users by id and by connection, made and changed; organizations.

use anteroom::identity::organization::member::Member;
use anteroom::identity::{Metadata, Organization};
use serde_json::json;

use super::{Scene, by_connection, by_id};
use crate::support::story::DATABASE;
use crate::token::verified;

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_made_once_and_found_again() {
    let scene = Scene::new().await;
    let new = json!({
        "user_id": "legacy-1", "email": "New@Example.com", "email_verified": true, "given_name": "New", "phone_number": "+15555550100",
        "phone_verified": true, "picture": "https://example.com/p.png",
    });
    let calls = json!([by_connection(new), ["user.setAppMetadata", "plan", "gold"], ["user.setUserMetadata", "colour", "blue"]]);
    let answer = scene.exchange(calls.clone(), &[("scope", "openid")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let id = verified(&scene.server, answer.text_of("id_token"), scene.client.id()).await;
    assert_eq!(id["sub"], "auth0|legacy-1");
    let made = scene.server.app.directory.users.get("auth0|legacy-1").await.unwrap().unwrap().value;
    assert_eq!((made.email.as_deref(), made.email_verified, made.phone_verified), (Some("New@Example.com"), true, true));
    assert_eq!(
        (&made.connection, &made.identities[0].connection, &made.identities[0].user_id),
        (&scene.connection.name, &scene.connection.name, &"legacy-1".to_owned())
    );
    assert_eq!((&made.app_metadata["plan"], &made.user_metadata["colour"]), (&json!("gold"), &json!("blue")));
    assert_eq!(made.password_hash, None, "nobody knows a password of theirs");
    assert_eq!(scene.exchange(calls, &[]).await.status, 200);
    assert_eq!(scene.users().await, 1);
    assert_eq!(scene.server.app.directory.users.get("auth0|legacy-1").await.unwrap().unwrap().logins_count, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_replaced_whole_or_left_as_it_is() {
    let scene = Scene::new().await;
    let first = json!({ "user_id": "1", "email": "one@example.com", "email_verified": true, "given_name": "One", "nickname": "uno" });
    assert_eq!(scene.exchange(json!([by_connection(first)]), &[]).await.status, 200);
    let second = json!({ "user_id": "1", "email": "two@example.com", "given_name": "Two" });
    let call = |update: &str| json!([["authentication.setUserByConnection", DATABASE, second, { "updateBehavior": update }]]);
    let user = || async { scene.server.app.directory.users.get("auth0|1").await.unwrap().unwrap().value };
    assert_eq!(scene.exchange(call("none"), &[]).await.status, 200);
    assert_eq!(user().await.given_name.as_deref(), Some("One"));
    scene.server.app.directory.users.modify("auth0|1", |user| drop(user.app_metadata.insert("kept".into(), json!(1)))).await.unwrap();
    assert_eq!(scene.exchange(call("replace"), &[]).await.status, 200);
    let after = user().await;
    assert_eq!((after.email.as_deref(), after.email_verified), (Some("two@example.com"), false));
    assert_eq!((after.given_name.as_deref(), after.nickname.as_deref()), (Some("Two"), Some("two")));
    assert_eq!((&after.app_metadata["kept"], after.logins_count), (&json!(1), 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_word_nobody_is_made() {
    let scene = Scene::new().await;
    let call = json!([["authentication.setUserByConnection", DATABASE, { "user_id": "1", "email": "a@example.com" }]]);
    scene.exchange(call, &[]).await.assert_error(400, "invalid_request");
    assert_eq!(scene.users().await, 0);
    assert!(scene.refusal().await.contains("does not exist"));
}

#[tokio::test(flavor = "multi_thread")]
async fn users_of_other_providers_have_the_ids_of_their_providers() {
    let scene = Scene::new().await;
    for (name, strategy, expected, social) in
        [("corp", "oidc", "oidc|corp|7", false), ("google-oauth2", "google-oauth2", "google-oauth2|7", true)]
    {
        scene.connection(name, strategy, true).await;
        let call = json!(["authentication.setUserByConnection", name, { "user_id": "7", "name": "Seven" }, { "creationBehavior": "create_if_not_exists" }]);
        let answer = scene.exchange(json!([call]), &[("scope", "openid")]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let user = scene.server.app.directory.users.get(expected).await.unwrap().unwrap();
        let identity = &user.identities[0];
        assert_eq!(format!("{}|{}", identity.provider, identity.user_id), expected);
        assert_eq!((identity.is_social, identity.connection.as_str(), user.email.as_deref()), (social, name, None));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linked_identity_leads_to_its_user_and_changes_only_itself() {
    let scene = Scene::new().await;
    scene.connection("corp", "oidc", true).await;
    let corp = |name: &str, options| json!(["authentication.setUserByConnection", "corp", { "user_id": "7", "name": name }, options]);
    assert_eq!(scene.exchange(json!([corp("Seven", json!({ "creationBehavior": "create_if_not_exists" }))]), &[]).await.status, 200);
    let primary = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let users = &scene.server.app.directory.users;
    let secondary = users.get("oidc|corp|7").await.unwrap().unwrap();
    users.delete(&secondary).await.unwrap();
    let now = scene.server.app.clock.now();
    users.modify(&primary.user_id, |primary| primary.absorb(secondary.value.clone(), now)).await.unwrap().unwrap();

    let answer = scene.exchange(json!([corp("Changed", json!({ "updateBehavior": "replace" }))]), &[("scope", "openid profile")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let id = verified(&scene.server, answer.text_of("id_token"), scene.client.id()).await;
    assert_eq!((&id["sub"], &id["name"]), (&json!(primary.user_id), &json!("ann@example.com")));
    let linked = users.get(&primary.user_id).await.unwrap().unwrap().value.identities.remove(1);
    assert_eq!(linked.profile_data, json!({ "name": "Changed" }).as_object().cloned());
}

async fn organization(scene: &Scene, id: &str, enabled: bool) {
    let connections = json!([{
        "connection_id": scene.connection.id, "is_enabled": enabled, "assign_membership_on_login": false, "show_as_button": true,
        "is_signup_enabled": false,
    }]);
    let organization = Organization {
        id: id.to_owned(),
        name: format!("name-of-{}", id.to_lowercase()),
        display_name: id.to_owned(),
        branding: None,
        metadata: Metadata::new(),
        token_quota: None,
        connections: serde_json::from_value(connections).unwrap(),
    };
    scene.server.app.directory.organizations.insert(organization).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_is_with_the_organization_that_the_request_or_the_action_names() {
    let usage = |client: &mut anteroom::identity::Client| drop(client.extra.insert("organization_usage".into(), json!("require")));
    let scene = Scene::with(anteroom::identity::client::AppType::RegularWeb, usage).await;
    organization(&scene, "org_aaaaaaaaaaaaaaaa", true).await;
    organization(&scene, "org_bbbbbbbbbbbbbbbb", true).await;
    organization(&scene, "org_cccccccccccccccc", false).await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    for id in ["org_aaaaaaaaaaaaaaaa", "org_cccccccccccccccc"] {
        scene.server.app.directory.members.insert(Member::new(id, &user)).await.unwrap();
    }
    let me = || by_id(&user.user_id);
    let set = |wanted: &str| json!(["authentication.setOrganization", wanted]);
    let openid = ("scope", "openid");
    for (calls, more) in [
        (json!([me()]), vec![openid, ("organization", "org_aaaaaaaaaaaaaaaa")]),
        (json!([me(), set("org_aaaaaaaaaaaaaaaa")]), vec![openid]),
        (json!([me(), set("name-of-org_aaaaaaaaaaaaaaaa")]), vec![openid, ("organization", "org_bbbbbbbbbbbbbbbb")]),
    ] {
        let answer = scene.exchange(calls, &more).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let id = verified(&scene.server, answer.text_of("id_token"), scene.client.id()).await;
        assert_eq!(id["org_id"], "org_aaaaaaaaaaaaaaaa");
    }
    scene.exchange(json!([me()]), &[]).await.assert_error(400, "invalid_request");
    scene.exchange(json!([me()]), &[("organization", "org_unknown")]).await.assert_error(400, "invalid_request");
    scene.exchange(json!([me(), set("org_unknown")]), &[]).await.assert_error(400, "invalid_request");
    scene.exchange(json!([me(), set("org_cccccccccccccccc")]), &[]).await.assert_error(400, "invalid_request");
    assert!(scene.refusal().await.contains("not enabled for the organization"));
    // No member.
    scene.exchange(json!([me(), set("org_bbbbbbbbbbbbbbbb")]), &[]).await.assert_error(500, "access_denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_without_organizations_gets_none() {
    let scene = Scene::new().await;
    organization(&scene, "org_aaaaaaaaaaaaaaaa", true).await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    scene.server.app.directory.members.insert(Member::new("org_aaaaaaaaaaaaaaaa", &user)).await.unwrap();
    let calls = json!([by_id(&user.user_id), ["authentication.setOrganization", "org_aaaaaaaaaaaaaaaa"]]);
    scene.exchange(calls, &[]).await.assert_error(400, "invalid_request");
    let named = [("organization", "org_aaaaaaaaaaaaaaaa")];
    scene.exchange(json!([by_id(&user.user_id)]), &named).await.assert_error(400, "invalid_request");
}
