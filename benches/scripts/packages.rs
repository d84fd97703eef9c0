//! An Action that brings axios and auth0, from the archives in `ANTEROOM_NPM_PACKAGES`.

use std::path::PathBuf;
use std::time::Instant;

use anteroom::sandbox::{Sandbox, ScriptSource};
use anteroom::scripts::bundle::BundleOptions;
use anteroom::scripts::npm::{Dependency, NpmLimits, NpmOptions, Origin};
use anteroom::scripts::packages::Packages;
use anteroom::scripts::source::{Language, Source, compile};

use super::{measure, source};

const CODE: &str = include_str!("packages.js");

/// A row for its calls, and what its build took.
pub async fn rows(sandbox: &Sandbox) {
    let name = "Anteroom: an Action with axios and auth0, no request";
    let Some(archives) = std::env::var_os("ANTEROOM_NPM_PACKAGES").map(PathBuf::from) else {
        println!("{name:<58} not measured: run make bench, which brings the packages");
        return;
    };
    let cache = tempfile::tempdir().unwrap();
    let npm = NpmOptions { origin: Some(Origin::Directory(archives)), cache_dir: cache.path().to_owned(), limits: NpmLimits::default() };
    let options = BundleOptions { program: env!("CARGO_BIN_EXE_anteroom").into(), ..BundleOptions::default() };
    let packages = Packages::new(npm, options).unwrap();
    let compiled = compile(Source { file: "action.js".to_owned(), code: CODE.to_owned(), language: Language::JavaScript }).await.unwrap();
    let wanted = ["axios", "auth0"].map(|name| Dependency { name: name.to_owned(), version: "latest".to_owned(), registry_url: None });
    let begun = Instant::now();
    let lock = packages.lock(&wanted).await.unwrap();
    let bundle = packages.bundle(&lock, &compiled).await.unwrap().unwrap();
    let bundled = begun.elapsed();
    let mut requires = compiled.requires;
    requires.extend(bundle.externals);
    let script =
        ScriptSource { builtins: Sandbox::builtins(&requires, &compiled.globals), bundle: Some(bundle.code), ..source(&compiled.code) };
    let begun = Instant::now();
    let prepared = sandbox.prepare_script(script.clone()).await.unwrap();
    let built = begun.elapsed();
    measure(sandbox, name, script).await;
    println!("{:<58} {:>10.1}", "  its packages read and bundled, ms", bundled.as_secs_f64() * 1e3);
    println!("{:<58} {:>10.1}", "  its image built, ms", built.as_secs_f64() * 1e3);
    println!("{:<58} {:>10}", "  bytes of its compiled image", prepared.compiled_size);
    if let Some(late) = prepared.late {
        println!("  its top level runs at each call: {late}");
    }
}
