//! Form Post Response Mode: the profiles run every module by it as well.

use std::collections::BTreeSet;

use anteroom::identity::response_type;

use crate::support::browser::{Browser, authorize};

use super::Story;

/// Section 2: "Authorization Response parameters are encoded as HTML form values", of every response type, and the page is not kept.
#[tokio::test]
async fn every_response_type_is_posted_with_what_it_brings() {
    let story = Story::begin().await;
    for asked in response_type::ALL {
        let page = story.log_in(&Browser::new(&story.server), &[("response_mode", "form_post"), ("response_type", asked)]).await;
        assert_eq!((page.status, page.header("cache-control")), (200, "no-store"), "{asked}");
        let words: BTreeSet<&str> = asked.split(' ').collect();
        for (word, field) in [("code", "code"), ("id_token", "id_token"), ("token", "access_token"), ("token", "token_type")] {
            assert_eq!(page.body.contains(&format!("name=\"{field}\"")), words.contains(word), "{asked}: {field}");
        }
        assert_eq!(page.field("state"), "xyz");
    }
}

/// The same section: errors travel as answers do.
#[tokio::test]
async fn an_error_is_posted_too() {
    let story = Story::begin().await;
    for asked in response_type::ALL {
        let more = [("response_mode", "form_post"), ("response_type", asked), ("prompt", "none")];
        let page = Browser::new(&story.server).get(&authorize(&story.client, &more)).await;
        assert_eq!((page.status, page.headers.get("location")), (200, None), "{asked}");
        assert_eq!((page.field("error").as_str(), page.field("state").as_str()), ("login_required", "xyz"), "{asked}");
    }
    // As does the one that says that nothing was asked for (`oidcc-response-type-missing`).
    let page = Browser::new(&story.server).get(&authorize(&story.client, &[("response_mode", "form_post"), ("response_type", "")])).await;
    assert_eq!(page.field("error"), "invalid_request");
}
