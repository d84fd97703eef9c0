//! Every trigger runs scripts: its handler's name, its event, its `api`.

use anteroom::contract::{Effect, Trigger};
use anteroom::sandbox::ScriptSource;
use serde_json::json;

use crate::support::scripts::{Scripts, source};

fn for_trigger(trigger: Trigger, body: &str) -> ScriptSource {
    let code = format!("exports.{} = async (event, api) => {{ {body} }};", trigger.handler());
    ScriptSource { trigger, ..source(&code) }
}

#[tokio::test]
async fn every_trigger_has_its_handler_its_event_and_its_api() {
    let scripts = Scripts::new();
    for trigger in Trigger::ALL {
        let body = "console.log(event.tenant.id, Object.keys(api).join());
            api.cache.set('k', 'v', { ttl: 1000 });
            if (api.cache.get('k').value !== 'v' || api.cache.delete('x').code !== 'CacheKeyDoesNotExist') throw new Error('cache');";
        let program = scripts.load(for_trigger(trigger, body)).await;
        let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
        assert_eq!(report.outcome, Ok(vec![]), "{}", trigger.id());
        let said = &report.console[0].message;
        assert!(said.starts_with("default ") && said.contains("cache"), "{}: {said}", trigger.id());
    }
}

#[tokio::test]
async fn a_refusal_is_thrown_in_auth0s_words_where_the_author_can_catch_it() {
    let report = Scripts::new()
        .run(
            "exports.onExecutePostLogin = async (event, api) => {
                try { api.accessToken.setCustomClaim('scope', 'all'); } catch (error) { console.log(error.message); }
                try { api.accessToken.addScope(1); } catch (error) { console.log(error.name + ': ' + error.message); }
                api.transaction.setMetadata('seen', true);
                api.accessToken.setCustomClaim('seen', event.transaction.metadata.seen);
            };",
        )
        .await;
    let effects = [
        Effect::TransactionMetadata { key: "seen".into(), value: json!(true) },
        Effect::AccessTokenClaim { name: "seen".into(), value: json!(true) },
    ];
    assert_eq!(report.outcome.as_deref(), Ok(&effects[..]));
    assert_eq!(report.console[0].message, "The \"scope\" claim cannot be set.");
    assert_eq!(report.console[1].message, "TypeError: The value for the scope must be a string.");
}

#[tokio::test]
async fn a_redirects_token_is_signed_and_read_with_the_servers_hmac() {
    let report = Scripts::new()
        .run(
            "exports.onExecutePostLogin = async (event, api) => {
                const token = api.redirect.encodeToken({ secret: 'known', payload: { state: 'xyz' } });
                event.request.query.session_token = token;
                console.log(api.redirect.validateToken({ secret: 'known' }).sub);
                try { api.redirect.validateToken({ secret: 'guessed' }); } catch (error) { console.log(error.message); }
                api.redirect.sendUserTo('https://a.example/', { query: { token: 'a b' } });
            };",
        )
        .await;
    assert_eq!(report.outcome, Ok(vec![Effect::Redirect { url: "https://a.example/?token=a+b".into() }]));
    let lines: Vec<&str> = report.console.iter().map(|line| line.message.as_str()).collect();
    assert_eq!(lines, ["auth0|0123456789abcdef01234567", "The session token is invalid: Failed signature validation"]);
}
