//! `/api/v2/organizations`: organizations, their connections, members, members' roles and invitations.

use std::time::Duration;

use anteroom::identity::User;
use anteroom::identity::client::AppType;
use anteroom::storage::Direction;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::{Api, message};

const ALL: &str = "read:organizations create:organizations update:organizations delete:organizations \
                   read:organization_connections create:organization_connections update:organization_connections \
                   delete:organization_connections read:organization_members create:organization_members \
                   delete:organization_members read:organization_member_roles create:organization_member_roles \
                   delete:organization_member_roles read:organization_invitations create:organization_invitations \
                   delete:organization_invitations read:organization_client_grants read:organization_clients create:roles delete:roles delete:users \
                   create:connections delete:connections delete:clients";
const NO_ORGANIZATION: &str = "No organization found by that id or name";

async fn organization(api: &Api<'_>, name: &str) -> String {
    let (status, made) = api.post("/organizations", json!({ "name": name })).await;
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

async fn role(api: &Api<'_>, name: &str) -> String {
    let (status, made) = api.post("/roles", json!({ "name": name })).await;
    assert_eq!(status, 200, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

async fn connection(api: &Api<'_>, name: &str) -> String {
    let (status, made) = api.post("/connections", json!({ "name": name, "strategy": "auth0" })).await;
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

fn escaped(user: &User) -> String {
    user.user_id.replace('|', "%7C")
}

fn texts(list: &Value, member: &str) -> Vec<String> {
    list.as_array().unwrap_or_else(|| panic!("{list}")).iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_organization_is_created_read_changed_listed_and_deleted() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let branding =
        json!({ "logo_url": "https://acme.example.com/logo.png", "colors": { "primary": "#102030", "page_background": "#ffffff" } });
    let body = json!({ "name": "acme", "display_name": "Acme Inc.", "branding": branding, "metadata": { "plan": "gold" } });
    let (status, made) = api.post("/organizations", body).await;
    assert_eq!(status, 201, "{made}");
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("org_") && id.len() == 20, "{id}");
    let expected = json!({ "id": id, "name": "acme", "display_name": "Acme Inc.", "branding": branding, "metadata": { "plan": "gold" } });
    assert_eq!(made, expected);
    assert_eq!(api.get(&format!("/organizations/{id}")).await, (200, expected.clone()));
    assert_eq!(api.get("/organizations/name/acme").await, (200, expected.clone()));
    let summary = json!({ "id": id, "name": "acme", "display_name": "Acme Inc." });
    assert_eq!(server.api("read:organizations_summary").get(&format!("/organizations/{id}")).await, (200, summary.clone()));
    assert_eq!(server.api("read:organizations_summary").get("/organizations").await, (200, json!([summary])));

    let taken = api.post("/organizations", json!({ "name": "acme" })).await;
    assert_eq!((taken.0, message(&taken)), (409, "An organization with this name already exists."));
    organization(&api, "bolt").await;
    let changes = json!({ "name": "acme-2", "branding": null, "metadata": { "tier": "1" } });
    let (status, changed) = api.patch(&format!("/organizations/{id}"), changes).await;
    assert_eq!((status, &changed), (200, &json!({ "id": id, "name": "acme-2", "display_name": "Acme Inc.", "metadata": { "tier": "1" } })));
    assert_eq!(api.patch(&format!("/organizations/{id}"), json!({ "name": "bolt" })).await.0, 409);

    assert_eq!(texts(&api.get("/organizations?sort=name:-1").await.1, "name"), ["bolt", "acme-2"]);
    let page = api.get("/organizations?sort=name:1&include_totals=true&per_page=1&page=1").await.1;
    assert_eq!((&page["total"], &page["organizations"][0]["name"]), (&json!(2), &json!("bolt")));
    let first = api.get("/organizations?take=1").await.1;
    let second = api.get(&format!("/organizations?take=1&from={}", first["next"].as_str().unwrap())).await.1;
    assert_ne!(first["organizations"], second["organizations"]);
    assert!(second.get("next").is_none());
    assert_eq!(api.get("/organizations?sort=shoe_size:1").await.0, 400);

    assert_eq!(api.delete(&format!("/organizations/{id}")).await, (204, Value::Null));
    for answer in [
        api.get(&format!("/organizations/{id}")).await,
        api.get("/organizations/name/acme").await,
        api.patch(&format!("/organizations/{id}"), json!({})).await,
        api.delete(&format!("/organizations/{id}")).await,
        api.get(&format!("/organizations/{id}/members")).await,
        api.get(&format!("/organizations/{id}/enabled_connections")).await,
        api.post(&format!("/organizations/{id}/members"), json!({ "members": [] })).await,
        api.delete(&format!("/organizations/{id}/enabled_connections/x")).await,
    ] {
        assert_eq!(answer, (404, json!({ "statusCode": 404, "error": "Not Found", "message": NO_ORGANIZATION })));
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_organization_is_named() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let many: serde_json::Map<String, Value> = (0..26).map(|n| (format!("k{n}"), json!("v"))).collect();
    for (body, words) in [
        (json!({}), "Missing required property: name"),
        (json!({ "name": "" }), "too short"),
        (json!({ "name": "Acme" }), "organization-name"),
        (json!({ "name": "org_acme" }), "organization-name"),
        (json!({ "name": "-acme" }), "organization-name"),
        (json!({ "name": "x".repeat(51) }), "too long"),
        (json!({ "name": "a", "id": "org_0000000000000000" }), "Additional properties not allowed: id"),
        (json!({ "name": "a", "metadata": { "n": 1 } }), "on property metadata"),
        (json!({ "name": "a", "metadata": many }), "Too many properties"),
        (json!({ "name": "a", "branding": { "colors": { "primary": "red", "page_background": "#ffffff" } } }), "primary"),
        (json!({ "name": "a", "branding": { "logo_url": "javascript:alert(1)" } }), "logo_url"),
        (json!({ "name": "a", "enabled_connections": [{ "connection_id": "con_none" }] }), "The specified connection does not exist."),
    ] {
        let answer = api.post("/organizations", body).await;
        assert_eq!(answer.0, 400, "{answer:?}");
        assert!(message(&answer).contains(words), "{answer:?}");
    }
    let alone = server.api("create:organizations").post("/organizations", json!({ "name": "a", "enabled_connections": [] })).await;
    assert_eq!(alone.0, 403, "connections have a scope of their own");
}

#[tokio::test]
async fn connections_are_enabled_changed_and_taken_in_the_older_and_the_newer_words() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (one, two) = (connection(&api, "one").await, connection(&api, "two").await);
    let body = json!({ "name": "acme", "enabled_connections": [{ "connection_id": one, "assign_membership_on_login": true }] });
    let (status, made) = api.post("/organizations", body).await;
    assert_eq!(status, 201, "{made}");
    let of_one = json!({
        "connection_id": one, "assign_membership_on_login": true, "is_signup_enabled": false, "show_as_button": true,
        "connection": { "name": "one", "strategy": "auth0" },
    });
    assert_eq!(made["enabled_connections"], json!([of_one]));
    let base = format!("/organizations/{}", made["id"].as_str().unwrap());

    let added = api.post(&format!("{base}/enabled_connections"), json!({ "connection_id": two })).await;
    assert_eq!((added.0, &added.1["connection"]["name"]), (201, &json!("two")));
    assert_eq!(api.post(&format!("{base}/connections"), json!({ "connection_id": two })).await.0, 409);
    let totals = api.get(&format!("{base}/enabled_connections?include_totals=true")).await.1;
    assert_eq!((&totals["total"], totals["enabled_connections"].as_array().unwrap().len()), (&json!(2), 2));

    let path = format!("{base}/enabled_connections/{two}");
    let refused = api.patch(&path, json!({ "is_signup_enabled": true })).await;
    assert!(refused.0 == 400 && message(&refused).contains("needs assign_membership_on_login"), "{refused:?}");
    let changed = api.patch(&path, json!({ "is_signup_enabled": true, "assign_membership_on_login": true })).await;
    assert_eq!((changed.0, &changed.1["is_signup_enabled"]), (200, &json!(true)));
    assert_eq!(api.get(&path).await, changed);

    let newer = api.patch(&format!("{base}/connections/{two}"), json!({ "is_enabled": false })).await;
    assert_eq!((newer.0, &newer.1["is_enabled"]), (200, &json!(false)));
    let missing = api.get(&path).await;
    assert_eq!((missing.0, message(&missing)), (404, "The organization connection does not exist."));
    assert_eq!(texts(&api.get(&format!("{base}/enabled_connections")).await.1, "connection_id"), std::slice::from_ref(&one));
    assert_eq!(api.get(&format!("{base}/connections?is_enabled=false")).await.1[0]["connection_id"], json!(two));
    assert_eq!(api.get(&format!("{base}/client-grants?include_totals=true")).await.1["client_grants"], json!([]));
    assert_eq!(api.get(&format!("{base}/clients?take=10")).await, (200, json!({ "clients": [] })));

    assert_eq!(api.delete(&format!("{base}/enabled_connections/{two}")).await, (204, Value::Null));
    assert_eq!(api.delete(&format!("{base}/connections/{two}")).await.0, 204);
    // A connection that is deleted leaves all organizations.
    assert_eq!(api.delete(&format!("/connections/{one}")).await.0, 202);
    assert_eq!(api.get(&format!("{base}/connections")).await.1, json!([]));
    assert!(server.app.directory.organizations.all().await.unwrap()[0].connections.is_empty());
}

#[tokio::test]
async fn members_come_have_roles_and_go() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (acme, bolt) = (organization(&api, "acme").await, organization(&api, "bolt").await);
    let (ada, bob) = (server.user("ada@example.com").await, server.user("bob@example.com").await);
    let members = format!("/organizations/{acme}/members");
    assert_eq!(api.post(&members, json!({ "members": [ada.user_id, bob.user_id] })).await, (204, Value::Null));
    assert_eq!(api.post(&format!("/organizations/{bolt}/members"), json!({ "members": [ada.user_id] })).await.0, 204);
    let nobody = api.post(&members, json!({ "members": [ada.user_id, "auth0|nobody"] })).await;
    assert_eq!((nobody.0, message(&nobody)), (404, "The user does not exist."));

    let listed = api.get(&members).await.1;
    let mut expected = vec![ada.user_id.clone(), bob.user_id.clone()];
    expected.sort();
    assert_eq!(texts(&listed, "user_id"), expected);
    assert!(listed[0].get("roles").is_none() && listed[0]["email"].is_string(), "{listed}");
    let first = api.get(&format!("{members}?take=1")).await.1;
    let second = api.get(&format!("{members}?take=1&from={}", first["next"].as_str().unwrap())).await.1;
    assert_eq!([&first, &second].map(|page| page["members"][0]["user_id"].clone()), [json!(expected[0]), json!(expected[1])]);
    assert!(second.get("next").is_none());
    let page = api.get(&format!("{members}?include_totals=true&per_page=1&page=1")).await.1;
    assert_eq!((&page["total"], &page["members"][0]["user_id"]), (&json!(2), &json!(expected[1])));
    let of_ada = api.get(&format!("/users/{}/organizations?include_totals=true", escaped(&ada))).await.1;
    assert_eq!(of_ada["total"], 2, "{of_ada}");

    let clerk = role(&api, "Clerk").await;
    let roles = format!("{members}/{}/roles", escaped(&ada));
    assert_eq!(api.post(&roles, json!({ "roles": [clerk] })).await, (204, Value::Null));
    assert_eq!(api.get(&roles).await, (200, json!([{ "id": clerk, "name": "Clerk" }])));
    assert_eq!(api.get(&format!("/organizations/{bolt}/members/{}/roles", escaped(&ada))).await, (200, json!([])), "of one organization");
    let shown = api.get(&format!("{members}?fields=user_id,roles")).await.1;
    assert!(shown.as_array().unwrap().contains(&json!({ "user_id": ada.user_id, "roles": [{ "id": clerk, "name": "Clerk" }] })), "{shown}");
    assert_eq!(api.post(&roles, json!({ "roles": ["rol_none"] })).await.1["message"], "The role does not exist.");
    assert_eq!(api.send("DELETE", &roles, Some(json!({ "roles": [clerk, "rol_none"] }))).await, (204, Value::Null));
    assert_eq!(api.get(&roles).await.1, json!([]));

    assert_eq!(api.send("DELETE", &members, Some(json!({ "members": [ada.user_id, "auth0|nobody"] }))).await, (204, Value::Null));
    for answer in [api.get(&roles).await, api.post(&roles, json!({ "roles": [clerk] })).await] {
        assert_eq!((answer.0, message(&answer)), (404, "The user is not a member of the organization."));
    }
    assert_eq!(api.get(&format!("{members}/auth0%7Cnobody/roles")).await.1["errorCode"], "inexistent_user");
}

#[tokio::test]
async fn a_member_has_fifty_roles_at_most() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let acme = organization(&api, "acme").await;
    let ada = server.user("ada@example.com").await;
    assert_eq!(api.post(&format!("/organizations/{acme}/members"), json!({ "members": [ada.user_id] })).await.0, 204);
    let mut ids = Vec::new();
    for n in 0..51 {
        ids.push(role(&api, &format!("role {n}")).await);
    }
    let roles = format!("/organizations/{acme}/members/{}/roles", escaped(&ada));
    assert_eq!(api.post(&roles, json!({ "roles": ids[..50] })).await.0, 204);
    let full = api.post(&roles, json!({ "roles": [ids[50]] })).await;
    assert_eq!((full.0, message(&full)), (409, "No more roles can be assigned to this organization member."));
}

#[tokio::test]
async fn an_invitation_holds_a_link_that_only_its_answers_show() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let client = server
        .client_with(AppType::RegularWeb, |client| {
            client.initiate_login_uri = Some("https://app.example.com/login?from=mail".to_owned());
            client.extra.insert("organization_usage".to_owned(), json!("allow"));
        })
        .await;
    let acme = organization(&api, "acme").await;
    let clerk = role(&api, "Clerk").await;
    let path = format!("/organizations/{acme}/invitations");
    let body = json!({
        "inviter": { "name": "Ada" }, "invitee": { "email": "bob@example.com" }, "client_id": client.id(), "roles": [clerk],
        "ttl_sec": 60, "send_invitation_email": false,
    });
    let (status, made) = api.post(&path, body).await;
    assert_eq!(status, 201, "{made}");
    let (id, ticket) = (made["id"].as_str().unwrap(), made["ticket_id"].as_str().unwrap());
    assert!(id.starts_with("uinv_") && ticket.len() == 32, "{made}");
    let url = format!("https://app.example.com/login?from=mail&invitation={ticket}&organization={acme}&organization_name=acme");
    assert_eq!(made["invitation_url"], url);
    assert_eq!(
        (&made["inviter"]["name"], &made["invitee"]["email"], &made["roles"]),
        (&json!("Ada"), &json!("bob@example.com"), &json!([clerk]))
    );
    assert_eq!(api.get(&format!("{path}/{id}")).await, (200, made.clone()));
    assert_eq!(api.get(&path).await, (200, json!([made])));
    let totals = api.get(&format!("{path}?include_totals=true&fields=id")).await.1;
    assert_eq!((&totals["total"], &totals["invitations"]), (&json!(1), &json!([{ "id": id }])));

    // Nobody reads the ticket from the log or from the store.
    let logged = serde_json::to_string(&server.last_log("sapi").await.unwrap()).unwrap();
    assert!(logged.contains("Create invitations to an organization") && !logged.contains(ticket), "{logged}");
    let stored = server.app.directory.invitations.page(None, 10, Direction::Forward).await.unwrap();
    assert!(!serde_json::to_string(&stored[0].value).unwrap().contains(ticket));

    server.clock.advance(Duration::from_secs(60));
    let missing = api.get(&format!("{path}/{id}")).await;
    assert_eq!((missing.0, message(&missing)), (404, "The invitation does not exist."));
    assert_eq!(api.get(&path).await.1, json!([]));
    assert_eq!(api.delete(&format!("{path}/{id}")).await.0, 204);
}

#[tokio::test]
async fn what_is_wrong_with_an_invitation_is_named() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let with = async |uri: Option<&str>, usage: Option<&str>| {
        let change = |client: &mut anteroom::identity::Client| {
            client.initiate_login_uri = uri.map(str::to_owned);
            client.extra.extend(usage.map(|usage| ("organization_usage".to_owned(), json!(usage))));
        };
        server.client_with(AppType::RegularWeb, change).await.id().to_owned()
    };
    let good = with(Some("https://app.example.com/login"), Some("require")).await;
    let (denying, homeless) = (with(Some("https://app.example.com/login"), None).await, with(None, Some("allow")).await);
    let acme = organization(&api, "acme").await;
    let con = connection(&api, "one").await;
    let path = format!("/organizations/{acme}/invitations");
    let invite = |more: Value| {
        let mut body = json!({ "inviter": { "name": "Ada" }, "invitee": { "email": "bob@example.com" }, "client_id": good });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (more, words) in [
        (json!({ "client_id": "nobody" }), "The specified client_id does not exist."),
        (json!({ "client_id": denying }), "The specified client_id does not allow organizations."),
        (json!({ "client_id": homeless }), "A default login route is required to generate the invitation url."),
        (json!({ "connection_id": "con_none" }), "The specified connection does not exist."),
        (json!({ "connection_id": con }), "is not enabled for the organization"),
        (json!({ "roles": ["rol_none", "rol_nil"] }), "One or more of the specified roles do not exist: rol_none, rol_nil"),
        (json!({ "invitee": { "email": "bob" } }), "format email"),
        (json!({ "ttl_sec": 2_592_001 }), "ttl_sec"),
        (json!({ "ticket_id": "mine" }), "Additional properties not allowed: ticket_id"),
    ] {
        let answer = api.post(&path, invite(more)).await;
        assert!(answer.0 == 400 && message(&answer).contains(words), "{answer:?}");
    }
    let nowhere = api.post("/organizations/org_none/invitations", invite(json!({}))).await;
    assert_eq!((nowhere.0, message(&nowhere)), (404, "No organization found by that id."));
    assert_eq!(api.get(&format!("{path}?sort=colour:1")).await.0, 400);
    assert_eq!(api.get(&format!("{path}?take=1")).await.0, 400);
}

#[tokio::test]
async fn what_goes_leaves_no_membership_and_no_invitation_behind() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let client = server
        .client_with(AppType::RegularWeb, |client| {
            client.initiate_login_uri = Some("https://app.example.com/login".to_owned());
            client.extra.insert("organization_usage".to_owned(), json!("allow"));
        })
        .await;
    let (acme, bolt) = (organization(&api, "acme").await, organization(&api, "bolt").await);
    let (ada, bob) = (server.user("ada@example.com").await, server.user("bob@example.com").await);
    let clerk = role(&api, "Clerk").await;
    for id in [&acme, &bolt] {
        assert_eq!(api.post(&format!("/organizations/{id}/members"), json!({ "members": [ada.user_id, bob.user_id] })).await.0, 204);
        let roles = format!("/organizations/{id}/members/{}/roles", escaped(&ada));
        assert_eq!(api.post(&roles, json!({ "roles": [clerk] })).await.0, 204);
        let body = json!({
            "inviter": { "name": "Ada" }, "invitee": { "email": "cid@example.com" }, "client_id": client.id(), "roles": [clerk],
        });
        assert_eq!(api.post(&format!("/organizations/{id}/invitations"), body).await.0, 201);
    }
    let directory = &server.app.directory;

    assert_eq!(api.delete(&format!("/roles/{clerk}")).await.0, 200);
    assert!(directory.members.all().await.unwrap().iter().all(|member| member.roles.is_empty()));
    assert!(directory.invitations.all().await.unwrap().iter().all(|invitation| invitation.roles.is_empty()));

    assert_eq!(api.delete(&format!("/organizations/{bolt}")).await.0, 204);
    assert_eq!(directory.members.all().await.unwrap().len(), 2);
    assert_eq!(directory.invitations.all().await.unwrap().len(), 1);
    assert_eq!(texts(&api.get(&format!("/users/{}/organizations", escaped(&ada))).await.1, "name"), ["acme"]);

    assert_eq!(api.delete(&format!("/users/{}", escaped(&ada))).await.0, 204);
    assert_eq!(texts(&api.get(&format!("/organizations/{acme}/members")).await.1, "user_id"), std::slice::from_ref(&bob.user_id));
    assert_eq!(directory.members.all().await.unwrap().len(), 1);

    assert_eq!(api.delete(&format!("/clients/{}", client.id())).await.0, 204);
    assert_eq!(directory.invitations.all().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_membership_is_of_the_account_that_it_was_given_to() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let acme = organization(&api, "acme").await;
    let ada = server.user("ada@example.com").await;
    let members = format!("/organizations/{acme}/members");
    assert_eq!(api.post(&members, json!({ "members": [ada.user_id] })).await.0, 204);
    // The first commit of a deletion, without what follows it; and another account of the same id.
    let directory = &server.app.directory;
    directory.users.delete(&directory.users.get(&ada.user_id).await.unwrap().unwrap()).await.unwrap();
    server.clock.advance(Duration::from_secs(1));
    let created_at = anteroom::clock::Clock::now(server.clock.as_ref());
    directory.users.insert(User { created_at, ..ada.clone() }).await.unwrap();
    assert_eq!(api.get(&members).await.1, json!([]));
    assert_eq!(api.get(&format!("/users/{}/organizations", escaped(&ada))).await.1, json!([]));
    assert_eq!(api.get(&format!("{members}/{}/roles", escaped(&ada))).await.0, 404);
    assert_eq!(api.post(&members, json!({ "members": [ada.user_id] })).await.0, 204);
    assert_eq!(api.get(&members).await.1.as_array().unwrap().len(), 1);
}
