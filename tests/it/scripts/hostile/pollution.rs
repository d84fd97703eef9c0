//! Names that mean something to JavaScript's objects, in events and in what a script asks for.

use std::sync::Arc;

use anteroom::contract::{Effect, Event, Trigger};
use serde_json::json;

use super::{attack, handler, lines};
use crate::support::guests::fixture;
use crate::support::scripts::{Scripts, source};

const NAMES: [&str; 6] = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__"];

#[tokio::test(flavor = "multi_thread")]
async fn names_of_prototypes_in_an_events_metadata_are_plain_members() {
    let scripts = Scripts::new();
    let mut given = fixture(Trigger::PostLogin);
    for name in NAMES {
        given["user"]["app_metadata"][name] = json!({ "admin": true, "polluted": name });
        given["request"]["query"][name] = json!("polluted");
    }
    let body = "
        const found = event.user.app_metadata;
        console.log(({}).admin, ({}).polluted, [].admin, Object.prototype.admin, typeof ({}).toString);
        console.log(Object.keys(found).filter((name) => found[name] && found[name].polluted === name).sort().join());
        console.log(found.isAdmin, event.user.isAdmin);
        api.idToken.setCustomClaim('c', found);";
    let program = scripts.load(source(&handler(body))).await;
    let mut call = scripts.bench.call(&program);
    call.event = Arc::new(Event::from_json(Trigger::PostLogin, &given).unwrap());
    let report = scripts.bench.sandbox.call(call).await;
    let mut sorted = NAMES.to_vec();
    sorted.sort_unstable();
    assert_eq!(lines(&report), ["undefined undefined undefined undefined function", sorted.join(",").as_str(), "undefined undefined"]);
    let claim = Effect::IdTokenClaim { name: "c".into(), value: given["user"]["app_metadata"].clone() };
    assert_eq!(report.outcome, Ok(vec![claim]));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_prototypes_as_claims_and_keys_are_data_and_pollute_nothing() {
    for name in NAMES {
        let body = format!(
            "api.user.setAppMetadata({name:?}, {{ admin: true }}); api.user.setUserMetadata({name:?}, 1);
             api.idToken.setCustomClaim({name:?}, {{ admin: true }});
             if (({{}}).admin !== undefined || typeof ({{}}).toString !== 'function') throw new Error('polluted');"
        );
        let effects = attack(&body).await.outcome.unwrap();
        let expected = [
            Effect::SetAppMetadata { key: name.into(), value: json!({ "admin": true }) },
            Effect::SetUserMetadata { key: name.into(), value: json!(1) },
            Effect::IdTokenClaim { name: name.into(), value: json!({ "admin": true }) },
        ];
        assert_eq!(effects, expected, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_polluted_prototype_ends_with_the_call() {
    let scripts = Scripts::new();
    let code = handler(
        "console.log(String(({}).admin), String([].evil));
         Object.prototype.admin = true; Array.prototype.evil = 1; Object.prototype.secrets = { stolen: 1 };",
    );
    let program = scripts.load(source(&code)).await;
    for _ in 0..3 {
        let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
        assert_eq!(lines(&report), ["undefined undefined"]);
    }
}
