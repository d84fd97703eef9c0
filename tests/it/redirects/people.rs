//! What becomes of a waiting login whose user is blocked, deleted, given another password or linked to another account.

use serde_json::json;

use super::{ASK, EMAIL, Story, back, refused};
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_was_blocked_meanwhile_does_not_come_in() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    story.server.app.directory.users.modify(&story.user.user_id, |user| user.blocked = true).await.unwrap();
    let returned = browser.get(&back(&url, "")).await.returned();
    assert_eq!(refused(&returned), ("unauthorized", "user is blocked"));
    assert!(story.server.last_log("f").await.is_some());
    // Unblocked, the same state is used up all the same.
    story.server.app.directory.users.modify(&story.user.user_id, |user| user.blocked = false).await.unwrap();
    assert_eq!(browser.get(&back(&url, "")).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_takes_back_the_proof_of_a_login_that_waits() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    story.server.clock.advance(std::time::Duration::from_secs(60));
    let now = story.server.app.clock.now();
    story.server.app.directory.users.modify(&story.user.user_id, |user| user.last_password_reset = Some(now)).await.unwrap();
    let returned = browser.get(&back(&url, "")).await.returned();
    assert_eq!(refused(&returned).0, "access_denied");
    assert!(browser.cookie("anteroom_session").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_was_deleted_meanwhile_does_not_come_in_nor_does_who_has_the_id_now() {
    for made_again in [false, true] {
        let story = Story::begin(&[ASK]).await;
        let browser = Browser::new(&story.server);
        let url = story.away(&browser).await;
        let users = &story.server.app.directory.users;
        let account = users.get(&story.user.user_id).await.unwrap().unwrap();
        users.delete(&account).await.unwrap();
        if made_again {
            story.server.clock.advance(std::time::Duration::from_secs(60));
            let created_at = story.server.app.clock.now();
            users.insert(anteroom::identity::User { created_at, ..account.value }).await.unwrap();
        }
        let returned = browser.get(&back(&url, "")).await.returned();
        assert_eq!(refused(&returned).0, "access_denied", "{made_again}: {returned:?}");
        assert!(story.server.app.directory.codes.all().await.unwrap().is_empty());
        assert!(story.server.app.directory.sessions.all().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_linked_while_the_login_waits_and_it_goes_on_as_the_primary_user() {
    let story = Story::begin(&[]).await;
    let primary = story.server.with_user(&story.connection, "ann@work.example.com").await;
    let before = "exports.onExecutePostLogin = async (event, api) => {
      api.user.setUserMetadata('lost', true);
      api.redirect.sendUserTo('https://profile.example.com/form');
    };
    exports.onContinuePostLogin = async (event, api) => { api.authentication.setPrimaryUser('PRIMARY'); };"
        .replace("PRIMARY", &primary.user_id);
    let after = "exports.onExecutePostLogin = async (event, api) => {
      api.idToken.setCustomClaim('seen', [event.user.user_id, event.user.email, event.stats.logins_count]);
      api.user.setUserMetadata('kept', true);
    };";
    story.bind(&[&before, after]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;

    // What linking does: the primary account has both identities, the other account is gone.
    story.server.link(&story.user, &primary).await;
    let users = &story.server.app.directory.users;
    users.delete(&users.get(&story.user.user_id).await.unwrap().unwrap()).await.unwrap();

    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!(code.user_id, primary.user_id);
    assert_eq!(story.claims().await, json!({ "seen": [primary.user_id, "ann@work.example.com", 1] }));
    let account = users.get(&primary.user_id).await.unwrap().unwrap().value;
    assert_eq!((json!(account.user_metadata), account.logins_count), (json!({ "kept": true }), 1));
    let session = story.server.app.directory.sessions.all().await.unwrap().remove(0).value;
    assert_eq!(session.user_id, primary.user_id);
    assert_eq!(story.server.last_log("s").await.unwrap().user_id, Some(primary.user_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_becomes_a_user_to_whom_none_of_their_identities_belongs() {
    let story = Story::begin(&[]).await;
    let other = story.server.with_user(&story.connection, "bob@example.com").await;
    story
        .bind(&[&format!("exports.onExecutePostLogin = async (e, api) => {{ api.authentication.setPrimaryUser('{}'); }};", other.user_id)])
        .await;
    let log_in = || async { Browser::new(&story.server).log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned() };
    assert_eq!(refused(&log_in().await), ("access_denied", "The primary user has no identity of the user who logged in."));
    story.server.link(&story.user, &other).await;
    assert!(log_in().await.contains_key("code"));
    story.server.app.directory.users.modify(&other.user_id, |user| user.blocked = true).await.unwrap();
    assert_eq!(refused(&log_in().await), ("access_denied", "The primary user does not exist or is blocked."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_primary_user_is_altered_once_in_a_login_however_many_actions_and_parts_it_has() {
    let story = Story::begin(&[]).await;
    let other = story.server.with_user(&story.connection, "bob@example.com").await;
    story.server.link(&story.user, &other).await;
    let becomes = format!("api.authentication.setPrimaryUser('{}');", other.user_id);
    let first = format!("exports.onExecutePostLogin = async (e, api) => {{ {becomes} }};");
    let again = format!("{ASK}\nexports.onContinuePostLogin = async (e, api) => {{ {becomes} }};");
    story.bind(&[&first, &again]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    let returned = browser.get(&back(&url, "")).await.returned();
    assert_eq!(refused(&returned), ("access_denied", "The primary user can only be altered once per transaction"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_goes_on_as_another_user_is_theirs_from_then_on() {
    let story = Story::begin(&[]).await;
    let other = story.server.with_user(&story.connection, "bob@example.com").await;
    let browser = Browser::new(&story.server);
    assert!(browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned().contains_key("code"));
    story.server.link(&story.user, &other).await;
    story
        .bind(&[&format!("exports.onExecutePostLogin = async (e, api) => {{ api.authentication.setPrimaryUser('{}'); }};", other.user_id)])
        .await;
    assert!(browser.get(&authorize(&story.client, &[])).await.returned().contains_key("code"));
    let session = story.server.app.directory.sessions.all().await.unwrap().remove(0).value;
    assert_eq!(session.user_id, other.user_id);
}
