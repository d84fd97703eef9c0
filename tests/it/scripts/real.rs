//! The packages that Actions use most, from their real archives, bundled and used in the engine.
//!
//! Ignored by itself, because the archives have to be brought first: `scripts/npm-packages.sh DIR`, then
//! `ANTEROOM_NPM_PACKAGES=DIR cargo test --test it scripts::real -- --ignored`. `make test` does both.

use std::path::PathBuf;

use anteroom::sandbox::ScriptSource;
use anteroom::scripts::bundle::BundleOptions;
use anteroom::scripts::npm::{NpmLimits, NpmOptions, Origin};
use anteroom::scripts::packages::Packages;
use anteroom::scripts::source::{Language, Source, compile};

use super::evaluate::run;
use super::packages::dependency;
use crate::support::scripts::{Scripts, source};

/// A package, what an Action has at its top level, and a use whose outcome is told.
const USES: [(&str, &str, &str); 19] = [
    ("lodash", "const get = require('lodash/get');", "return 2 + get({ a: [5] }, 'a[0]');"),
    ("lodash", "const _ = require('lodash');", "return _.chunk(_.uniq([1, 1, 2, 3]), 2);"),
    (
        "twilio",
        "const twilio = require('twilio');",
        "return [twilio.validateRequest('token', 'signature', 'https://example.com', {}), new twilio.twiml.VoiceResponse().toString().length];",
    ),
    (
        "axios",
        "const axios = require('axios');",
        "return [typeof axios.get, axios.create({ timeout: 5 }).defaults.timeout, axios.getUri({ url: '/x', params: { a: 1 } })];",
    ),
    (
        "jsonwebtoken",
        "const jwt = require('jsonwebtoken');",
        "const token = jwt.sign({ a: 1 }, 'secret', { expiresIn: '1h', subject: 's' });
        try { jwt.verify(token, 'other'); } catch (error) { return [jwt.verify(token, 'secret').sub, jwt.decode(token).a, error.message]; }",
    ),
    (
        "jose",
        "const jose = require('jose');",
        "const key = new TextEncoder().encode('0123456789abcdef0123456789abcdef');
        const token = await new jose.SignJWT({ a: 1 }).setProtectedHeader({ alg: 'HS256' }).setIssuer('me').sign(key);
        return (await jose.jwtVerify(token, key, { issuer: 'me' })).payload.a;",
    ),
    ("uuid", "const { v4, v5, validate } = require('uuid');", "return [validate(v4()), v5('x', v5.URL)];"),
    ("moment", "const moment = require('moment');", "return moment.utc(0).format('YYYY-MM-DD dddd');"),
    ("moment-timezone", "const moment = require('moment-timezone');", "return moment.tz(0, 'Europe/Berlin').format('HH:mm z');"),
    ("js-yaml", "const yaml = require('js-yaml');", "return [yaml.load('a: [1, {b: c}]').a[1].b, yaml.dump({ x: 1 }).trim()];"),
    ("ipaddr.js", "const ip = require('ipaddr.js');", "return ip.parse('10.1.2.3').match(ip.parseCIDR('10.0.0.0/8'));"),
    ("validator", "const validator = require('validator');", "return [validator.isEmail('ada@example.com'), validator.isEmail('ada@')];"),
    (
        "xmldom",
        "const { DOMParser } = require('xmldom');",
        "return new DOMParser().parseFromString('<a><b>x</b></a>', 'text/xml').documentElement.firstChild.textContent;",
    ),
    (
        "xpath",
        "const { DOMParser } = require('@xmldom/xmldom'); const xpath = require('xpath');",
        "return xpath.select('string(//b)', new DOMParser().parseFromString('<a><b>y</b></a>', 'text/xml'));",
    ),
    ("node-fetch", "", "const fetch = (await import('node-fetch')).default; return [typeof fetch, typeof require('node-fetch').Headers];"),
    (
        "@slack/webhook",
        "const { IncomingWebhook } = require('@slack/webhook');",
        "return typeof new IncomingWebhook('https://hooks.example.com/x').send;",
    ),
    (
        "jwks-rsa",
        "const { JwksClient } = require('jwks-rsa');",
        "return typeof new JwksClient({ jwksUri: 'https://example.com/jwks' }).getSigningKey;",
    ),
    (
        "auth0",
        "const { ManagementClient } = require('auth0');",
        "const client = new ManagementClient({ domain: 'tenant.example.com', token: 't' }); return typeof client.users.get;",
    ),
    (
        "@aws-sdk/client-sns",
        "const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');",
        "const client = new SNSClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
        return [typeof client.send, new PublishCommand({ Message: 'm' }).input.Message];",
    ),
];

/// What Node 22 gives for each.
const EXPECTED: [&str; 19] = [
    "7",
    "[[1,2],[3]]",
    r#"[false,49]"#,
    r#"["function",5,"/x?a=1"]"#,
    r#"["s",1,"invalid signature"]"#,
    "1",
    r#"[true,"4cd605e7-afa2-5360-b5b9-c5e9fb5c76f4"]"#,
    r#""1970-01-01 Thursday""#,
    r#""01:00 CET""#,
    r#"["c","x: 1"]"#,
    "true",
    "[true,false]",
    r#""x""#,
    r#""y""#,
    r#"["function","function"]"#,
    r#""function""#,
    r#""function""#,
    r#""function""#,
    r#"["function","m"]"#,
];

/// The packages in the archives, and the directory of what is kept of them.
fn packages() -> (Packages, tempfile::TempDir) {
    let archives = PathBuf::from(std::env::var_os("ANTEROOM_NPM_PACKAGES").expect("ANTEROOM_NPM_PACKAGES names the archives"));
    let cache = tempfile::tempdir().unwrap();
    let npm = NpmOptions { origin: Some(Origin::Directory(archives)), cache_dir: cache.path().to_owned(), limits: NpmLimits::default() };
    let options = BundleOptions { program: env!("CARGO_BIN_EXE_anteroom").into(), ..BundleOptions::default() };
    (Packages::new(npm, options).unwrap(), cache)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the archives that scripts/npm-packages.sh brings"]
async fn the_packages_that_actions_use_most_work_in_the_engine() {
    let (packages, _cache) = packages();
    let mut wrong = Vec::new();
    for ((name, top, code), expected) in USES.into_iter().zip(EXPECTED) {
        let body = format!("const used = await (async () => {{ {code} }})(); console.log(JSON.stringify(used));");
        let text = format!("{top}\nexports.onExecutePostLogin = async (event, api) => {{\n{body}\n}};");
        let compiled = compile(Source { file: "action.js".to_owned(), code: text, language: Language::JavaScript }).await.unwrap();
        let mut dependencies = vec![dependency(name, "latest")];
        if name == "xpath" {
            dependencies.push(dependency("@xmldom/xmldom", "latest"));
        }
        let lock = packages.lock(&dependencies).await.unwrap();
        let bundle = packages.bundle(&lock, &compiled).await.unwrap().unwrap();
        println!("{name}: {} packages, {} bytes", lock.packages.len(), bundle.bytes);
        let lines = run(&bundle.code, &compiled.code).await;
        if lines != [expected] {
            wrong.push(format!("{name}: {lines:?} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the archives that scripts/npm-packages.sh brings"]
async fn a_client_of_twilio_works_with_more_fuel_than_the_default() {
    let (packages, _cache) = packages();
    let code = "const twilio = require('twilio');
exports.onExecutePostLogin = async () => {
  const client = twilio('AC0123456789abcdef0123456789abcdef', 'token');
  console.log(typeof client.messages.create);
};";
    let compiled = compile(Source { file: "action.js".to_owned(), code: code.to_owned(), language: Language::JavaScript }).await.unwrap();
    let lock = packages.lock(&[dependency("twilio", "latest")]).await.unwrap();
    let bundle = packages.bundle(&lock, &compiled).await.unwrap().unwrap();
    let mut scripts = Scripts::new();
    scripts.bench.limits.fuel = 2_000_000_000;
    let program = scripts.load(ScriptSource { bundle: Some(bundle.code), ..source(&compiled.code) }).await;
    let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
    println!("{} instructions, {} bytes", report.fuel_used, report.peak_memory);
    assert_eq!(report.outcome, Ok(vec![]));
    assert_eq!(report.console[0].message, "function");
}
