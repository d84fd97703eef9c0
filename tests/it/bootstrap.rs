//! The first start: once, whole, and never again.

use anteroom::bootstrap::{DEFAULT_CONNECTION, first_start};
use anteroom::config::{FirstStart, Secret};
use anteroom::identity::Client;

use crate::support::TestServer;

#[tokio::test]
async fn the_first_start_makes_a_tenant_that_can_be_used_at_once() {
    let (server, credentials) = TestServer::first_started().await;
    let directory = &server.app.directory;
    let connection = directory.connections.find("name", DEFAULT_CONNECTION).await.unwrap().unwrap();
    let machine = directory.clients.get(&credentials.client_id).await.unwrap().unwrap();
    let sealed = machine.client_secret.clone().unwrap();
    let opened = server.app.vault.open_text(&Client::secret_purpose(&machine.client_id), &sealed).unwrap();
    assert_eq!(*opened, credentials.client_secret);
    assert!(connection.serves(&machine));

    let users = directory.users.all().await.unwrap();
    assert_eq!(users.len(), 1);
    let admin = &users[0];
    assert!(server.app.passwords.verify(&credentials.admin_password, admin.password_hash.as_deref()).await.unwrap());

    let api = directory.resource_servers.find("identifier", &credentials.audience).await.unwrap().unwrap();
    let grants = directory.client_grants.list_by("client", &machine.client_id, None, 9).await.unwrap();
    assert!(api.is_system);
    assert_eq!(grants[0].scope, api.scopes.iter().map(|s| s.value.clone()).collect::<Vec<_>>());
    assert_eq!(directory.clients.all().await.unwrap().iter().filter(|c| c.global).count(), 1);
}

#[tokio::test]
async fn a_second_start_creates_nothing() {
    let (server, _) = TestServer::first_started().await;
    assert!(first_start(&server.app, FirstStart::default()).await.unwrap().is_none());
    assert_eq!(server.app.directory.clients.all().await.unwrap().len(), 3);
    assert_eq!(server.app.directory.users.all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn of_two_racing_first_starts_one_makes_the_tenant() {
    let server = TestServer::start().await;
    let (one, other) = tokio::join!(first_start(&server.app, FirstStart::default()), first_start(&server.app, FirstStart::default()));
    assert_eq!([one.unwrap().is_some(), other.unwrap().is_some()].iter().filter(|made| **made).count(), 1);
    assert_eq!(server.app.directory.clients.all().await.unwrap().len(), 3);
    assert_eq!(server.app.directory.users.all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn fixed_values_are_used_as_they_are() {
    let server = TestServer::start().await;
    let fixed = FirstStart {
        admin_email: Some("ops@example.org".into()),
        admin_password: Some(Secret::new("Correct-Horse-9")),
        client_id: Some("automation".into()),
        client_secret: Some(Secret::new("0123456789abcdef")),
    };
    let made = first_start(&server.app, fixed).await.unwrap().unwrap();
    assert_eq!((made.admin_email.as_str(), made.admin_password.as_str()), ("ops@example.org", "Correct-Horse-9"));
    assert_eq!((made.client_id.as_str(), made.client_secret.as_str()), ("automation", "0123456789abcdef"));
}

#[tokio::test]
async fn a_weak_administrator_password_stops_the_first_start_and_leaves_nothing() {
    let server = TestServer::start().await;
    let fixed = FirstStart { admin_password: Some(Secret::new("aaaaaaaaaa")), ..FirstStart::default() };
    let Err(error) = first_start(&server.app, fixed).await else { panic!("it was taken") };
    assert!(error.to_string().starts_with("ANTEROOM_ADMIN_PASSWORD"));
    assert!(server.app.directory.tenants.all().await.unwrap().is_empty());
}
