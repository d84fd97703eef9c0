//! The packages that Rules could require, in the versions of their time, from their real archives, in a login with the default limits.
//!
//! Ignored by itself, as `scripts::real` is, and run by `make test`.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::Story;
use crate::support::TestServer;

/// What a Rule requires, what it does with it, and what comes of it.
const USES: [(&str, &str, &str); 24] = [
    ("request", "return typeof require('request').get;", r#""function""#),
    ("request-promise", "return typeof require('request-promise').post;", r#""function""#),
    ("lodash", "const _ = require('lodash'); return _.chunk(_.uniq([1, 1, 2, 3]), 2);", "[[1,2],[3]]"),
    (
        "jsonwebtoken",
        "const jwt = require('jsonwebtoken'); const token = jwt.sign({ a: 1 }, 'secret', { subject: 's' });
         try { jwt.verify(token, 'other'); } catch (error) { return [jwt.verify(token, 'secret').sub, error.message]; }",
        r#"["s","invalid signature"]"#,
    ),
    (
        "axios@0.21.1",
        "const axios = require('axios@0.21.1'); return [axios.VERSION ?? 'old', axios.getUri({ url: '/x', params: { a: 1 } })];",
        r#"["old","/x?a=1"]"#,
    ),
    (
        "node-fetch",
        "const fetch = require('node-fetch'); return [typeof fetch, new fetch.Headers({ A: 'b' }).get('a')];",
        r#"["function","b"]"#,
    ),
    (
        "url, querystring",
        "return [require('url').parse('https://a.example/x?y=1').host, require('querystring').parse('a=1').a];",
        r#"["a.example","1"]"#,
    ),
    ("crypto", "return require('crypto').createHash('sha1').update('a').digest('hex').slice(0, 8);", r#""86f7e437""#),
    (
        "uuid",
        "const uuid = require('uuid'); return [uuid.v4().length, require('uuid/v5')('x', require('uuid/v5').URL)];",
        r#"[36,"4cd605e7-afa2-5360-b5b9-c5e9fb5c76f4"]"#,
    ),
    ("moment", "return require('moment').utc(0).format('YYYY-MM-DD dddd');", r#""1970-01-01 Thursday""#),
    ("moment-timezone", "return require('moment-timezone').tz(0, 'Europe/Berlin').format('HH:mm z');", r#""01:00 CET""#),
    ("slack-notify", "const slack = require('slack-notify')('https://hooks.example.com/x'); return typeof slack.success;", r#""function""#),
    (
        "xmldom",
        "const { DOMParser } = require('xmldom'); return new DOMParser().parseFromString('<a><b>x</b></a>', 'text/xml').documentElement.firstChild.textContent;",
        r#""x""#,
    ),
    (
        "xpath",
        "const { DOMParser } = require('xmldom'); const xpath = require('xpath');
         return xpath.select('string(//b)', new DOMParser().parseFromString('<a><b>y</b></a>', 'text/xml'));",
        r#""y""#,
    ),
    ("ipaddr.js", "const ip = require('ipaddr.js'); return ip.parse('10.1.2.3').match(ip.parseCIDR('10.0.0.0/8'));", "true"),
    (
        "async",
        "return new Promise((resolve) => require('async').map([1, 2], (n, done) => done(null, n * 2), (error, all) => resolve(all)));",
        "[2,4]",
    ),
    ("bluebird", "const Bluebird = require('bluebird'); return Bluebird.map([1, 2], (n) => n + 1).delay(1);", "[2,3]"),
    (
        "auth0@2",
        "const { ManagementClient, AuthenticationClient } = require('auth0@2.44.1');
         const client = new ManagementClient({ token: 't', domain: 'tenant.example.com' });
         return [typeof client.users.get, typeof client.updateAppMetadata, typeof AuthenticationClient];",
        r#"["function","function","function"]"#,
    ),
    (
        "node-jose",
        "const jose = require('node-jose');
         const key = await jose.JWK.asKey({ kty: 'oct', k: Buffer.from('0123456789abcdef0123456789abcdef').toString('base64url') });
         const token = await jose.JWS.createSign({ format: 'compact' }, key).update('hello').final();
         return (await jose.JWS.createVerify(key).verify(token)).payload.toString();",
        r#""hello""#,
    ),
    (
        "oauth-sign",
        "return require('oauth-sign').hmacsign('GET', 'https://a.example/', { a: '1' }, 'k', 's');",
        r#""9e5YSMnNhBIV4xpgTDtaH63uWgQ=""#,
    ),
    (
        "graphql-request",
        "const { GraphQLClient, gql } = require('graphql-request'); return [typeof new GraphQLClient('https://a.example/').request, gql`{ a }`];",
        r#"["function","{ a }"]"#,
    ),
    (
        "validator",
        "const validator = require('validator'); return [validator.isEmail('ada@example.com'), validator.isEmail('ada@')];",
        "[true,false]",
    ),
    ("underscore", "const _ = require('underscore'); return _.pluck([{ a: 1 }, { a: 2 }], 'a');", "[1,2]"),
    ("q, js-yaml", "const q = require('q'); const yaml = require('js-yaml'); return q(yaml.safeLoad('a: [1, {b: c}]').a[1].b);", r#""c""#),
];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the archives that scripts/npm-packages.sh brings"]
async fn the_packages_that_rules_could_require_work_in_a_login() {
    let archives = PathBuf::from(std::env::var_os("ANTEROOM_NPM_PACKAGES").expect("ANTEROOM_NPM_PACKAGES names the archives"));
    let directory = tempfile::tempdir().unwrap();
    let server = TestServer::start_with_npm(directory.path(), |npm| npm.directory = Some(archives)).await;
    let story = Story::on(server).await;
    let mut wrong = Vec::new();
    for (name, code, expected) in USES {
        // So many logins of one user in a row are held back.
        story.server.clock.advance(std::time::Duration::from_secs(3600));
        let api = story.server.api("create:rules delete:rules");
        let script = format!(
            "async function (user, context, callback) {{
               try {{
                 context.idToken.used = JSON.stringify(await (async () => {{ {code} }})());
                 callback(null, user, context);
               }} catch (error) {{ callback(error); }}
             }}"
        );
        let (status, made) = api.post("/rules", json!({ "name": "uses a package", "script": script })).await;
        if status != 201 {
            wrong.push(format!("{name}: {made}"));
            continue;
        }
        let returned = story.log_in().await;
        let code = story.server.app.directory.codes.all().await.unwrap().first().map(|code| json!(code.value.effects.id_token_claims));
        let used = code.as_ref().and_then(|claims| claims["used"].as_str()).map(str::to_owned);
        let record: Value = story.record().await;
        println!("{name}: {} instructions", record["results"][0]["fuel_used"]);
        if used.as_deref() != Some(expected) {
            wrong.push(format!("{name}: {used:?} instead of {expected} ({returned:?}, {})", record["results"][0]["error"]));
        }
        assert_eq!(api.delete(&format!("/rules/{}", made["id"].as_str().unwrap())).await.0, 204);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
