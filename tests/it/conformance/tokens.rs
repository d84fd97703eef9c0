//! What is in the tokens, what `/userinfo` tells, and how long a code is remembered.

use std::time::Duration;

use serde_json::json;

use crate::support::browser::Browser;

use super::{EMAIL, Story};

/// `oidcc-scope-profile`, `-email`, `-phone`, `-address`, `-all`; OpenID Connect Core section 5.4: each scope gives the claims that there are
/// and no others, in both places alike.
#[tokio::test]
async fn each_scope_gives_its_claims_of_those_that_are_known() {
    let story = Story::begin().await;
    let change = story.server.app.directory.users.modify(&story.user.user_id, |user| {
        user.name = Some("Ann Other".to_owned());
        user.given_name = Some("Ann".to_owned());
        user.family_name = Some("Other".to_owned());
        user.nickname = Some("ann".to_owned());
        user.picture = Some("https://example.com/ann.png".to_owned());
        user.phone_number = Some("+4930123456".to_owned());
        user.phone_verified = true;
    });
    change.await.unwrap();
    let profile = ["name", "given_name", "family_name", "nickname", "picture", "updated_at"];
    let (email, phone) = (["email", "email_verified"], ["phone_number", "phone_number_verified"]);
    let all = [&profile[..], &email[..], &phone[..]].concat();
    let cases = [
        ("openid profile", profile.to_vec()),
        ("openid email", email.to_vec()),
        ("openid phone", phone.to_vec()),
        ("openid address", Vec::new()),
        ("openid profile email address phone", all.clone()),
    ];
    for (scope, mut expected) in cases {
        let tokens = story.tokens(&story.log_in(&Browser::new(&story.server), &[("scope", scope)]).await).await;
        assert_eq!(tokens.json["scope"], scope);
        let (told, claims) = (story.userinfo(tokens.text_of("access_token")).await, story.claims(&tokens).await);
        for name in &all {
            assert_eq!(told.get(*name), claims.get(*name), "{scope}: {name}");
        }
        expected.push("sub");
        expected.sort_unstable();
        let mut names: Vec<&str> = told.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, expected, "{scope}");
    }
}

/// `oidcc-userinfo-get`; section 5.3.2: "The `sub` Claim in the UserInfo Response MUST be verified to exactly match".
#[tokio::test]
async fn userinfo_and_the_id_token_name_one_subject() {
    let story = Story::begin().await;
    let tokens = story.tokens(&story.log_in(&Browser::new(&story.server), &[]).await).await;
    let (told, claims) = (story.userinfo(tokens.text_of("access_token")).await, story.claims(&tokens).await);
    assert_eq!((&told["sub"], &told["email"]), (&claims["sub"], &json!(EMAIL)));
    let subject = claims["sub"].as_str().unwrap();
    assert!(subject.is_ascii() && subject.len() <= 255, "section 2");
}

/// `oidcc-codereuse-30seconds`; RFC 6749 section 4.1.2: a replay is refused as long as anybody may try one, and ends what was given.
#[tokio::test]
async fn a_code_is_refused_half_a_minute_after_its_use_and_ends_what_it_gave() {
    let story = Story::begin().await;
    let answer = story.log_in(&Browser::new(&story.server), &[("scope", "openid offline_access")]).await;
    let (code, tokens) = (answer.returned()["code"].clone(), story.tokens(&answer).await);
    story.server.clock.advance(Duration::from_secs(30));
    story.redeem(&code).await.assert_error(403, "invalid_grant");
    let token = tokens.text_of("access_token");
    let request = story.server.http.get(format!("{}/userinfo", story.server.url)).bearer_auth(token);
    assert_eq!(request.send().await.unwrap().status(), 401);
}

/// `oidcc-refresh-token`; section 12.2: the second ID token is of the same issuer, subject, audience and time of proof, and younger.
#[tokio::test]
async fn the_id_token_of_a_refresh_is_about_the_same_login() {
    let story = Story::begin().await;
    let first = story.tokens(&story.log_in(&Browser::new(&story.server), &[("scope", "openid offline_access")]).await).await;
    story.server.clock.advance(Duration::from_secs(60));
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", story.client.client_id.as_str()),
        ("client_secret", "App secret"),
        ("refresh_token", first.text_of("refresh_token")),
    ];
    let second = story.server.post_form("/oauth/token", &form).await;
    assert_eq!(second.status, 200, "{}", second.text);
    let (before, after) = (story.claims(&first).await, story.claims(&second).await);
    for name in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    assert!(after["iat"].as_i64() > before["iat"].as_i64());
    assert_ne!(first.text_of("access_token"), second.text_of("access_token"));
}
