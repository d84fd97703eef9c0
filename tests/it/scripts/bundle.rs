//! Packages in one text: which files a name means, and that they behave as in Node when the engine runs them.

use std::path::Path;
use std::time::Duration;

use anteroom::scripts::bundle::{Bundle, BundleError, BundleOptions, bundle, requests};
use anteroom::scripts::npm::{Installed, Lock, Locked, NpmLimits, NpmOptions, Origin};
use anteroom::scripts::packages::Packages;
use anteroom::scripts::source::{Language, Source, compile};
use serde_json::json;

use super::evaluate::evaluate;
use super::packages::{Package, dependency, shelf};

fn options() -> BundleOptions {
    BundleOptions { program: env!("CARGO_BIN_EXE_anteroom").into(), ..BundleOptions::default() }
}

/// Bundles `wanted` of some packages, of which every one that is named is a dependency of the Action.
async fn try_bundle(packages: impl IntoIterator<Item = Package>, wanted: &[&str]) -> Result<Bundle, BundleError> {
    let shelf = shelf(packages);
    let mut names: Vec<&str> = wanted.iter().map(|name| package_of(name)).collect();
    names.dedup();
    let dependencies: Vec<_> = names.iter().map(|name| dependency(name, "*")).collect();
    let lock = shelf.client.npm.resolve(&dependencies).await.unwrap();
    let installed = shelf.client.npm.install(&lock).await.unwrap();
    let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
    bundle(&options(), &lock, &installed, &wanted).await
}

fn package_of(name: &str) -> &str {
    let parts = if name.starts_with('@') { 2 } else { 1 };
    name.match_indices('/').nth(parts - 1).map_or(name, |(at, _)| &name[..at])
}

/// What an Action logs that requires `wanted` of the packages.
async fn run(packages: impl IntoIterator<Item = Package>, wanted: &[&str], body: &str) -> Vec<String> {
    let bundle = try_bundle(packages, wanted).await.unwrap();
    evaluate(&bundle.code, body).await
}

fn files<'f>(name: &str, manifest: serde_json::Value, files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Package {
    let mut package = Package::bare(name, "1.0.0");
    for (field, value) in manifest.as_object().unwrap() {
        package = package.with(field, value.clone());
    }
    files.into_iter().fold(package, |package, (path, text)| package.file(path, text))
}

fn main_js(name: &str, text: &str) -> Package {
    files(name, json!({}), [("index.js", text)])
}

#[tokio::test(flavor = "multi_thread")]
async fn modules_are_loaded_once_lazily_and_in_cycles_as_in_node() {
    let package = files("a", json!({ "main": "lib/main" }), [
        ("lib/main.js", "#!/usr/bin/env node\nexports.before = 1; const b = require('./b'); exports.b = b; exports.same = require('./b.js') === b;
            exports.lazy = () => require('../data'); exports.info = [module.id, __dirname, typeof require.resolve('./b'), this === exports];"),
        ("lib/b/index.js", "/* é */ const a = require('..'); module.exports = { seen: Object.keys(a), count: globalThis.count = (globalThis.count || 0) + 1 };"),
        ("data.json", "\u{feff}{ \"x\": [1, 2], \"__proto__\": { \"y\": 1 } }"),
        ("never.js", "throw new Error('nobody asked')"),
        ("index.js", "module.exports = require('./lib/main');"),
    ]);
    // `..` from lib/b is lib, which has no index: the test is that it is missing and catchable.
    let lines = run(
        [package],
        &["a"],
        "
        try { require('a'); } catch (error) { console.log(error.code, error.message); }",
    )
    .await;
    assert_eq!(lines, ["MODULE_NOT_FOUND Cannot find module '..'"]);

    let package = files("a", json!({ "main": "./lib/main" }), [
        ("lib/main.js", "#!/usr/bin/env node\nexports.before = 1; const b = require('./b'); exports.b = b; exports.same = require('./b/index.js') === b;
            exports.lazy = () => require('../data'); exports.info = [module.id, __dirname, typeof require.resolve('./b'), this === exports];"),
        ("lib/b/index.js", "/* é */ const a = require('../main'); module.exports = { seen: Object.keys(a) };"),
        ("data.json", "\u{feff}{ \"x\": [1, 2], \"__proto__\": { \"y\": 1 } }"),
    ]);
    let lines = run(
        [package],
        &["a"],
        "
        const a = require('a');
        console.log(JSON.stringify([a.b, a.same, a.info, a === require('a')]));
        console.log(JSON.stringify(a.lazy()), Object.keys(a.lazy()).length);",
    )
    .await;
    assert_eq!(
        lines,
        [
            r#"[{"seen":["before"]},true,["/node_modules/a@1.0.0/lib/main.js","/node_modules/a@1.0.0/lib","string",true],true]"#,
            r#"{"x":[1,2],"__proto__":{"y":1}} 2"#
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_package_gets_the_versions_of_its_own_ranges() {
    let packages = [
        main_js("left", "module.exports = require('base');").with("dependencies", json!({ "base": "^1" })),
        main_js("right", "module.exports = require('base') + require('alias');")
            .with("dependencies", json!({ "base": "^2", "alias": "npm:base@1" })),
        Package::new("base", "1.0.0"),
        Package::new("base", "2.0.0"),
        main_js("ghost", "module.exports = require('base');"),
    ];
    let lines = run(packages, &["left", "right", "ghost"], "console.log(require('left'), require('right'), require('ghost'));").await;
    assert_eq!(lines, ["base@1.0.0 base@2.0.0base@1.0.0 base@2.0.0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_of_es_modules_alone_is_required_as_in_node_22() {
    let package = files("esm", json!({ "type": "module", "exports": "./index.js", "imports": { "#inner": "./inner.js" } }), [
        ("index.js", "import def, { named as renamed, bump, count } from './other.js';
import * as space from './other.js'
import cjs, { x } from './old.cjs';
import legacy from 'legacy';
import { sep } from 'node:path';
import inner from '#inner'
export { default as again, named } from './other.js'
export * from './other.js';
export * as all from './other.js';
(() => {})()
const require = 1, exports = 2, module = 3;
export default class Thing { static who() { return [def, renamed, Object.keys(space).join(), cjs.x, x, legacy.default, sep, inner].join(' '); } }
export const live = () => { bump(); return count; };
export async function load(name) { return (await import(name)).default; }
export const late = () => import('./late.mjs');
export const url = import.meta.url;
"),
        ("other.js", "export let count = 0;\nexport function bump() { count++; }\nexport const named = 'n';\nexport default 'd';\n"),
        ("old.cjs", "exports.x = 'cjs'; exports.__esModule = true; exports.default = 'not this';"),
        ("late.mjs", "export default 'late';"),
        ("inner.js", "export default 'inner'"),
    ])
    .with("dependencies", json!({ "legacy": "1" }));
    let legacy = main_js("legacy", "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'compiled';");
    let lines = run(
        [package, legacy],
        &["esm"],
        "
        const esm = require('esm');
        console.log(esm.default.who());
        console.log(String([esm.__esModule, esm.named, esm.again, Object.keys(esm).sort().join(), String(esm)]));
        console.log(esm.live(), esm.live(), esm.count, esm.url);
        console.log((await esm.late()).default, await esm.load('./late.mjs').catch((error) => error.code));",
    )
    .await;
    assert_eq!(
        lines,
        [
            "d n bump,count,default,named cjs cjs compiled / inner",
            "true,n,d,again,all,bump,count,default,late,live,load,named,url,[object Module]",
            "1 2 2 file:///node_modules/esm@1.0.0/index.js",
            "late late",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_with_two_halves_gives_the_one_that_was_asked_for() {
    let dual = || {
        files(
            "dual",
            json!({ "exports": { ".": { "browser": "./b.js", "import": "./i.mjs", "require": "./r.cjs" }, "./sub/*": "./lib/*.js", "./sub/secret": null } }),
            [
                ("b.js", "module.exports = 'browser'"),
                ("i.mjs", "export default 'import'; export { x as 'module.exports' }; const x = 'given to require';"),
                ("r.cjs", "module.exports = 'require'"),
                ("lib/deep/x.js", "module.exports = 'deep'"),
                ("lib/secret.js", "module.exports = 'secret'"),
            ],
        )
    };
    let user = main_js("user", "exports.required = require('dual'); exports.imported = import('dual');")
        .with("dependencies", json!({ "dual": "1" }));
    let body = "
        const user = require('user');
        console.log(user.required, JSON.stringify(await user.imported), require('dual/sub/deep/x'));";
    let lines = run([dual(), user], &["user", "dual/sub/deep/x"], body).await;
    assert_eq!(lines, [r#"require {"default":"given to require"} deep"#]);
    for hidden in ["dual/sub/secret", "dual/r.cjs", "dual/package.json"] {
        let error = try_bundle([dual()], &[hidden]).await.unwrap_err().to_string();
        assert_eq!(error, format!("Compilation failed: Cannot find module '{hidden}'"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_no_declared_kind_are_told_apart_by_their_syntax() {
    let package = files(
        "a",
        json!({}),
        [
            ("index.js", "module.exports = [require('./esm'), require('./script'), require('./nested/x')];"),
            ("esm.js", "export const kind = 'esm', strict = (function () { return this === undefined; })();"),
            ("script.js", "module.exports = { kind: 'script', strict: (function () { return this === undefined; })() }; return; never();"),
            ("nested/package.json", r#"{ "type": "module" }"#),
            ("nested/x.js", "export let kind = 'nested'"),
        ],
    );
    let lines = run([package], &["a"], "console.log(JSON.stringify(require('a')));").await;
    assert_eq!(lines, [r#"[{"kind":"esm","strict":true},{"kind":"script","strict":false},{"kind":"nested"}]"#]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_or_broken_fails_only_when_it_is_loaded_and_can_be_caught() {
    let package = main_js("a", "
        const attempt = (load) => { try { return load(); } catch (error) { return error.name + ' ' + (error.code || '') + ' ' + error.message; } };
        exports.results = [
            attempt(() => require('optional')), attempt(() => require('./nothing')), attempt(() => require('../../../etc/passwd')),
            attempt(() => require('./broken')), attempt(() => require('./broken.json')), attempt(() => require('b' + 'c')), attempt(() => require('./throws')),
            attempt(() => require('./throws')), attempt(() => require('pa' + 'th').sep),
        ];")
    .file("broken.js", "\nlet x = ;")
    .file("broken.json", "{ not json")
    .file("throws.js", "globalThis.times = (globalThis.times || 0) + 1; throw new Error('time ' + globalThis.times);");
    let lines = run([package], &["a"], "for (const result of require('a').results) console.log(result);").await;
    assert_eq!(
        lines[..3],
        [
            "Error MODULE_NOT_FOUND Cannot find module 'optional'",
            "Error MODULE_NOT_FOUND Cannot find module './nothing'",
            "Error MODULE_NOT_FOUND Cannot find module '../../../etc/passwd'"
        ]
    );
    assert!(lines[3].starts_with("SyntaxError  a@1.0.0/broken.js:2:9: "), "{}", lines[3]);
    assert!(lines[4].starts_with("SyntaxError  a@1.0.0/broken.json: "), "{}", lines[4]);
    assert_eq!(lines[5..], ["Error MODULE_NOT_FOUND Cannot find module 'bc'", "Error  time 1", "Error  time 2", "/"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn node_fetch_is_the_engines_own_fetch_and_axios_and_jose_come_in_their_browser_variants() {
    let variant = |name: &str, version: &str| {
        let package = Package::bare(name, version).with("main", json!("./node.js"));
        package
            .with("browser", json!({ "./node.js": "./browser.js", "fs": false, "./gone.js": false }))
            .file("node.js", "module.exports = 'node'")
            .file("browser.js", "module.exports = 'browser' + Object.keys(require('./gone')).length")
            .file("gone.js", "module.exports = { a: 1 }")
    };
    let fetching = main_js("cross", "module.exports = require('node-fetch').default === require('node-fetch');")
        .with("dependencies", json!({ "node-fetch": "*" }));
    let packages =
        [variant("axios", "1.7.0"), variant("jose", "4.0.0"), variant("other", "1.0.0"), Package::new("node-fetch", "2.7.0"), fetching];
    let lines = run(
        packages,
        &["axios", "jose", "other", "node-fetch", "cross"],
        "
        console.log(require('axios'), require('jose'), require('other'), typeof require('node-fetch'), require('cross'));",
    )
    .await;
    assert_eq!(lines, ["browser0 browser0 node function true"]);
    let lines = run([variant("axios", "1.6.8")], &["axios"], "console.log(require('axios'));").await;
    assert_eq!(lines, ["node"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_go_and_stack_traces_name_the_line_of_the_file() {
    let package = main_js("a", "/* one\ntwo */ exports.f = () => {\n  // gone\n  throw new Error('here');\n};")
        .file("esm.mjs", "import {\n  f, // the name\n} from './index.js'\nexport const g = () =>\n  f();\n");
    let bundle = try_bundle([package], &["a", "a/esm.mjs"]).await.unwrap();
    assert!(!bundle.code.contains("gone") && !bundle.code.contains("the name"));
    assert_eq!(bundle.bytes, bundle.code.len());
    let lines = evaluate(&bundle.code, "try { require('a/esm.mjs').g(); } catch (error) { console.log(error.stack); }").await;
    let stack = lines.join("\n");
    assert!(stack.contains("(a@1.0.0/index.js:4:") && stack.contains("(a@1.0.0/esm.mjs:5:"), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_lock_and_names_give_the_same_text_with_the_built_in_modules_it_may_ask_for() {
    let packages = || {
        [main_js("a", "require('node:crypto'); if (0) require('fs/promises'); require('./b')")
            .file("b.js", "require('crypto'); require('url')")]
    };
    let (one, other) = (try_bundle(packages(), &["a"]).await.unwrap(), try_bundle(packages(), &["a"]).await.unwrap());
    assert_eq!(one, other);
    assert_eq!(one.externals, ["crypto", "fs/promises", "url"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_a_text_requires_of_its_dependencies_is_requested() {
    let lock =
        Lock { requested: ["lodash", "@s/a", "crypto"].map(|name| (name.to_owned(), format!("{name}@1.0.0"))).into(), packages: [].into() };
    let of = async |code: &str| {
        let source = Source { file: "action.js".to_owned(), code: code.to_owned(), language: Language::JavaScript };
        requests(&lock, &compile(source).await.unwrap())
    };
    assert_eq!(
        of("require('lodash/get'); require('@s/a'); require('crypto'); require('other'); require('actions:x'); require('lodash/get');")
            .await,
        ["@s/a", "lodash/get"]
    );
    assert_eq!(of("const name = 'x'; require(name);").await, ["@s/a", "crypto", "lodash"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_kept_while_the_lock_and_what_is_required_stay_the_same() {
    let shelf = shelf([Package::new("a", "1.0.0"), Package::new("a", "1.1.0"), Package::new("b", "1.0.0")]);
    let cache = tempfile::tempdir().unwrap();
    let origin = Some(Origin::Directory(shelf.directory.path().to_owned()));
    let npm = NpmOptions { origin, cache_dir: cache.path().to_owned(), limits: NpmLimits::default() };
    let packages = Packages::new(npm.clone(), options()).unwrap();
    let script = async |code: &str| {
        compile(Source { file: "action.js".to_owned(), code: code.to_owned(), language: Language::JavaScript }).await.unwrap()
    };
    let lock = packages.lock(&[dependency("a", "latest"), dependency("b", "^1")]).await.unwrap();
    assert_eq!(lock.requested["a"], "a@1.1.0");
    assert_eq!(packages.bundle(&lock, &script("fetch('x')").await).await.unwrap(), None);
    let first = packages.bundle(&lock, &script("const a = require('a');").await).await.unwrap().unwrap();
    assert_eq!(evaluate(&first.code, "console.log(require('a'));").await, ["a@1.1.0"]);
    // Neither the directory nor the bundler is asked again, also by another server on the same disk.
    shelf.directory.close().unwrap();
    let without = BundleOptions { program: "/nowhere".into(), ..options() };
    let packages = Packages::new(npm, without).unwrap();
    assert_eq!(packages.bundle(&lock, &script("let b = 1; require('a');").await).await.unwrap().unwrap(), first);
    let error = packages.bundle(&lock, &script("require('a'); require('b');").await).await.unwrap_err();
    assert!(error.is_temporary(), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn packages_made_to_break_the_bundler_are_refused_within_its_limits() {
    let deep = try_bundle([main_js("a", &"[".repeat(8 << 20))], &["a"]).await;
    assert!(matches!(deep, Ok(_) | Err(BundleError::TooComplex(_))), "{deep:?}");
    let error = try_bundle([main_js("a", &format!("/*{}*/", "x".repeat(13 << 20)))], &["a"]).await.unwrap_err().to_string();
    assert_eq!(error, "The packages that the Action requires have more than 12 MiB of JavaScript.");
    let slow = BundleOptions { timeout: Duration::ZERO, ..options() };
    let error = bundle(&slow, &Lock::default(), &Installed::default(), &[]).await.unwrap_err();
    assert!(matches!(error, BundleError::TooComplex(_)), "{error}");
    let small = BundleOptions { address_space: 100 << 20, ..options() };
    let error = bundle(&small, &Lock::default(), &Installed::default(), &[]).await.unwrap_err();
    assert!(matches!(error, BundleError::TooComplex(_) | BundleError::Internal(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_cannot_name_files_outside_its_package() {
    let secret = tempfile::tempdir().unwrap();
    std::fs::write(secret.path().join("secret.js"), "module.exports = 'secret'").unwrap();
    let up = format!("{}{}", "../".repeat(20), secret.path().join("secret.js").strip_prefix("/").unwrap().display());
    let packages = [
        files("main", json!({ "main": up }), []),
        files("exports", json!({ "exports": { ".": format!("./{up}"), "./x/*": "./*" } }), []),
        files("browser", json!({ "main": "./m.js", "browser": { "./m.js": up } }), [("m.js", "module.exports = 1")]),
    ];
    let directory = tempfile::tempdir().unwrap();
    let (mut lock, mut installed) = (Lock::default(), Installed::default());
    for package in packages {
        let name = package.manifest["name"].as_str().unwrap().to_owned();
        let id = format!("{name}@1.0.0");
        let place = directory.path().join(&name);
        std::fs::create_dir(&place).unwrap();
        std::fs::write(place.join("package.json"), package.manifest.to_string()).unwrap();
        lock.requested.insert(name.clone(), id.clone());
        let (version, integrity, tarball) = ("1.0.0".to_owned(), String::new(), String::new());
        lock.packages.insert(id.clone(), Locked { name, version, integrity, tarball, optional: false, dependencies: [].into() });
        installed.directories.insert(id, place);
    }
    for request in ["main", "exports", &format!("exports/x/{up}"), &format!("main/{up}"), "browser"] {
        let bundled = bundle(&options(), &lock, &installed, &[request.to_owned()]).await;
        assert!(matches!(bundled, Err(BundleError::Refused(_))), "{request}");
    }
    assert!(Path::new(&secret.path().join("secret.js")).exists());
}
