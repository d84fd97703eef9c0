//! Cryptography of Actions: through the engine, against what Node 22 answered, and against who would use it to hold the server up.

use std::collections::BTreeMap;

use anteroom::sandbox::{Failure, Limits, Report, Sandbox, ScriptSource};

use crate::support::scripts::{Scripts, source};

/// Runs the body of a handler, and then a healthy Action.
async fn run(limits: Limits, body: &str) -> Report {
    let mut scripts = Scripts::new();
    scripts.bench.limits = limits;
    let code = format!("const c = require('crypto');\nexports.onExecutePostLogin = async (event, api) => {{\n{body}\n}};");
    let report = scripts.run(&code).await;
    scripts.bench.check_health().await;
    report
}

/// Limits with so much fuel.
fn fuel(fuel: u64) -> Limits {
    Limits { fuel, ..Limits::default() }
}

fn lines(report: &Report) -> Vec<&str> {
    assert_eq!(report.outcome, Ok(vec![]), "{:?}", report.console);
    report.console.iter().map(|line| line.message.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn cryptography_answers_as_node_does() {
    let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (cases, expected) = (read("tests/fixtures/scripts/crypto/cases.js"), read("tests/fixtures/scripts/crypto/cases.json"));
    let runner = read("guest-sdk/engine/js/test/cases.js");
    let count = serde_json::from_str::<BTreeMap<String, String>>(&expected).unwrap().len();
    let body = format!(
        "const cases = {{ exports: {{}} }};
(function (exports, module) {{
{cases}
}})(cases.exports, cases);
const expected = {expected};
const answers = await ({runner})(cases.exports, require('util').inspect);
for (const name of Object.keys(expected)) {{
  if (answers[name] !== expected[name]) console.error(`${{name}}: expected ${{expected[name]}} but got ${{answers[name]}}`);
}}
console.info(`${{Object.keys(answers).length}} cases`);"
    );
    let limits = Limits { console_lines: 1000, console_bytes: 1 << 20, ..fuel(20_000_000_000) };
    assert_eq!(lines(&run(limits, &body).await), [format!("{count} cases")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_signed_and_verified_with_the_keys_that_people_have() {
    let vectors = std::fs::read_to_string(format!("{}/tests/fixtures/scripts/crypto/cases.js", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let vectors = vectors.lines().nth(1).unwrap();
    let body = format!(
        "{vectors}
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const input = `${{part({{ alg: 'x' }})}}.${{part({{ sub: 'ada' }})}}`;
const mac = c.createHmac('sha256', 'secret').update(input).digest('base64url');
console.log(String(c.timingSafeEqual(Buffer.from(mac), Buffer.from(c.createHmac('sha256', 'secret').update(input).digest('base64url')))));
for (const [hash, pem, options] of [['RSA-SHA256', V.rsa], ['RSA-SHA256', V.rsa, {{ padding: c.constants.RSA_PKCS1_PSS_PADDING, saltLength: c.constants.RSA_PSS_SALTLEN_DIGEST }}], ['sha256', V.p256, {{ dsaEncoding: 'ieee-p1363' }}], [null, V.ed]]) {{
  const key = c.createPublicKey(pem).export({{ type: 'spki', format: 'pem' }});
  const signature = c.sign(hash, Buffer.from(input), {{ key: pem, ...options }});
  console.log([c.verify(hash, Buffer.from(input), {{ key, ...options }}, signature), c.verify(hash, Buffer.from(input + 'x'), {{ key, ...options }}, signature)].join());
}}"
    );
    // With what a login has.
    assert_eq!(lines(&run(Limits::default(), &body).await), ["true", "true,false", "true,false", "true,false", "true,false"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_hash_of_a_billion_rounds_ends_as_a_loop_without_end_does() {
    for body in [
        "c.pbkdf2Sync('p', 's', 1e9, 64, 'sha512');",
        "c.pbkdf2('p', 's', 1e9, 64, 'sha512', () => {});",
        "await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(8), iterations: 4e9 }, await crypto.subtle.importKey('raw', new Uint8Array(8), 'PBKDF2', false, ['deriveBits']), 256);",
        "c.scryptSync('p', 's', 64, { N: 2 ** 30, maxmem: 2 ** 50 });",
        "c.scryptSync('p', 's', 64, { N: 2, r: 1, p: 2 ** 29, maxmem: 2 ** 50 });",
        "for (;;) c.createHash('sha256').update('x').digest();",
        "try { c.pbkdf2Sync('p', 's', 1e9, 64, 'sha512'); } catch {}",
    ] {
        let report = run(Limits::default(), body).await;
        assert_eq!(report.outcome, Err(Failure::OutOfFuel { limit: 200_000_000 }), "{body}");
        assert_eq!(report.fuel_used, 200_000_000, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_for_scrypt_counts_against_the_action() {
    let report = run(fuel(20_000_000_000), "c.scryptSync('p', 's', 64, { N: 2 ** 16, maxmem: 2 ** 40 });").await;
    let Err(Failure::MemoryLimit { asked, limit, what }) = report.outcome else { panic!("{:?}", report.outcome) };
    assert_eq!((asked > 1 << 26, limit, what.as_str()), (true, 1 << 26, "memory for cryptography"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_common_password_hashes_fit_a_login() {
    let report = run(Limits::default(), "console.log(String(c.scryptSync('p', 's', 64).length));").await;
    assert_eq!(lines(&report), ["64"]);
    // About 43 ms: most of what a call has.
    assert!((150_000_000..200_000_000).contains(&report.fuel_used), "{}", report.fuel_used);
    let report = run(Limits::default(), "console.log(String(c.pbkdf2Sync('p', 's', 100000, 32, 'sha256').length));").await;
    assert_eq!(lines(&report), ["32"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_does_not_compute_is_refused_in_words() {
    let body = "
const t = (f) => { try { f(); console.log('none'); } catch (e) { console.log(`${e.code}: ${e.message}`); } };
t(() => c.generateKeyPairSync('rsa', { modulusLength: 2048 }));
t(() => c.createCipheriv('aes-256-gcm', new Uint8Array(32), new Uint8Array(13)).update('x'));
t(() => c.createHmac('sha3-256', 'k').update('x').digest());
t(() => c.pbkdf2Sync('p', 's', 1, 2 ** 21, 'sha256'));
t(() => c.createPublicKey({ key: { kty: 'RSA', n: '_'.repeat(1400), e: 'AQAB' }, format: 'jwk' }));
t(() => c.createPublicKey('x'.repeat(70000)));
t(() => c.createECDH('prime256v1'));
t(() => c.sign('sha512', Buffer.from('x'), c.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey));
t(() => c.privateDecrypt({ key: 'x', padding: 1 }, Buffer.from('x')));";
    assert_eq!(
        lines(&run(Limits::default(), body).await),
        [
            "ERR_CRYPTO_UNSUPPORTED_OPERATION: The server generates no RSA keys in an Action, because it cannot be said beforehand what that takes. Generate the key elsewhere, and keep it as a secret of the Action.",
            "ERR_CRYPTO_INVALID_IV: Invalid initialization vector: the server takes 12 or 16 bytes",
            "ERR_CRYPTO_INVALID_DIGEST: Invalid digest: the server computes HMAC with md5, sha1 and SHA-2 alone",
            "ERR_CRYPTO_INVALID_KEYLEN: Invalid key length: the server derives at most 1048576 bytes",
            "ERR_OUT_OF_RANGE: RSA keys have at most 8192 bits here",
            "ERR_OUT_OF_RANGE: A key has at most 65536 bytes here",
            "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM: crypto.createECDH is not available in Actions",
            "ERR_CRYPTO_INVALID_DIGEST: Invalid digest: the server pairs P-256 and secp256k1 with sha256, P-384 with sha384, and P-521 with sha224, sha256, sha384 or sha512",
            "ERR_OSSL_UNSUPPORTED: error:1E08010C:DECODER routines::unsupported",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_encrypted_are_refused_in_words() {
    let vectors = std::fs::read_to_string(format!("{}/tests/fixtures/scripts/crypto/cases.js", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let vectors = vectors.lines().nth(1).unwrap();
    let body = format!(
        "{vectors}
for (const key of [V.encrypted, V.legacy]) {{
  try {{ c.createPrivateKey({{ key, passphrase: 'x' }}); }} catch (e) {{ console.log(e.message); }}
}}"
    );
    let expected = "The server takes no encrypted private keys: store it decrypted, as a secret of the Action";
    assert_eq!(lines(&run(Limits::default(), &body).await), [expected, expected]);
}

#[tokio::test(flavor = "multi_thread")]
async fn randomness_is_of_the_call_and_never_of_the_image() {
    let scripts = Scripts::new();
    for top in ["crypto.randomUUID()", "require('crypto').randomBytes(8).toString('hex')", "require('crypto').randomInt(2 ** 40)"] {
        let code = format!("const value = {top};\nexports.onExecutePostLogin = async () => {{ console.log(String(value)); }};");
        assert_eq!(scripts.build(source(&code)).await.unwrap().late.as_deref(), Some("it uses randomness"), "{top}");
        let program = scripts.load(source(&code)).await;
        let (first, second) = (
            scripts.bench.sandbox.call(scripts.bench.call(&program)).await,
            scripts.bench.sandbox.call(scripts.bench.call(&program)).await,
        );
        assert_ne!(lines(&first), lines(&second), "{top}");
        assert_ne!(first.replay.random_seed, second.replay.random_seed);
    }
    let code = "const digest = require('crypto').createHash('sha256').update('x').digest('hex');
exports.onExecutePostLogin = async () => { console.log(digest.slice(0, 8)); };";
    assert_eq!(scripts.build(source(code)).await.unwrap().late.as_deref(), Some("it uses the server"));
    assert_eq!(lines(&scripts.run(code).await), ["2d711642"]);
    // What is only looked up is part of the image.
    let code = "const { createHash, webcrypto } = require('crypto'); const { subtle } = crypto;
exports.onExecutePostLogin = async () => { console.log(createHash('md5').update('x').digest('hex').slice(0, 8)); };";
    assert_eq!(scripts.build(source(code)).await.unwrap().late, None);
    assert_eq!(lines(&scripts.run(code).await), ["9dd4e461"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn random_numbers_have_a_limit_for_each_call() {
    let report = run(Limits::default(), "c.randomBytes(100000);").await;
    assert_eq!(report.outcome, Err(Failure::HostQuota { what: "random bytes".into(), limit: 65536 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_most_programs_use_of_it_is_in_the_image() {
    let builtins = Sandbox::builtins(&["node:crypto".to_owned()], &[]);
    let scripts = Scripts::new();
    let plain = source(
        "const c = require('crypto');\nexports.onExecutePostLogin = async () => { c.createHash('md5').update(c.randomUUID()).digest('hex'); };",
    );
    let mut fuel = Vec::new();
    for builtins in [plain.builtins.clone(), builtins] {
        let program = scripts.load(ScriptSource { builtins, ..plain.clone() }).await;
        let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
        assert_eq!(report.outcome, Ok(vec![]));
        fuel.push(report.fuel_used);
    }
    assert!(fuel[1] * 2 < fuel[0], "{fuel:?}");
}
