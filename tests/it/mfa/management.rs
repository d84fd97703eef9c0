//! What operators see and do of second factors.

use serde_json::json;

use super::{ALWAYS, enroll, story, switch, with_password};
use crate::support::TestServer;
use crate::support::browser::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn factors_that_are_here_can_be_switched_and_no_others() {
    let server = TestServer::start().await;
    switch(&server, "otp", true).await;
    let (_, listed) = server.api("read:guardian_factors").get("/guardian/factors").await;
    let on: Vec<_> = listed.as_array().unwrap().iter().filter(|factor| factor["enabled"] == true).map(|factor| &factor["name"]).collect();
    assert_eq!(on, [&json!("otp")], "{listed}");
    switch(&server, "otp", false).await;
    let api = server.api("update:guardian_factors");
    assert_eq!(api.send("PUT", "/guardian/factors/sms", Some(json!({ "enabled": true }))).await.0, 501);
    assert_eq!(api.send("PUT", "/guardian/factors/sms", Some(json!({ "enabled": false }))).await.0, 200);
    assert_eq!(api.send("PUT", "/guardian/factors/none", Some(json!({ "enabled": true }))).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_sees_what_a_user_has_enrolled_and_resets_it() {
    let story = story(&[ALWAYS]).await;
    enroll(&story, &Browser::new(&story.server)).await;
    let api = story.server.api(
        "read:users update:users delete:users read:authentication_methods delete:authentication_methods read:guardian_enrollments \
         delete:guardian_enrollments",
    );
    let user = format!("/users/{}", story.user.user_id);
    let (_, methods) = api.get(&format!("{user}/authentication-methods")).await;
    let types: Vec<_> = methods.as_array().unwrap().iter().map(|method| method["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["password", "totp", "recovery-code"], "{methods}");
    assert!(!methods.to_string().contains("secret"), "{methods}");
    let (_, enrollments) = api.get(&format!("{user}/enrollments")).await;
    assert_eq!((&enrollments[0]["auth_method"], enrollments.as_array().unwrap().len()), (&json!("authenticator"), 1));
    let id = enrollments[0]["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/guardian/enrollments/{id}")).await.1["status"], "confirmed");

    let (status, renewed) = api.post(&format!("{user}/recovery-code-regeneration"), json!({})).await;
    assert_eq!((status, renewed["recovery_code"].as_str().unwrap().len()), (200, 24), "{renewed}");

    assert_eq!(api.delete(&format!("{user}/multifactor/google-authenticator")).await.0, 204);
    assert_eq!(api.get(&format!("{user}/enrollments")).await.1, json!([]));
    assert_eq!(api.get(&format!("/guardian/enrollments/{id}")).await.0, 404);
    assert_eq!(api.post(&format!("{user}/recovery-code-regeneration"), json!({})).await.0, 404);
    assert!(story.server.log_types().await.contains(&"gd_unenroll".to_owned()));
    let browser = Browser::new(&story.server);
    assert!(with_password(&story, &browser).await.starts_with("/u/mfa-otp-enrollment"), "a new app is set up");

    enroll(&story, &Browser::new(&story.server)).await;
    assert_eq!(api.delete(&user).await.0, 204);
    assert!(story.server.app.directory.authenticators.all().await.unwrap().is_empty(), "with a user go the factors");
}
