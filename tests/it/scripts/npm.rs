//! Which packages an Action gets, and which never reach it.

use std::io::Write as _;
use std::time::Duration;

use anteroom::scripts::npm::{Dependency, Lock, NpmError, NpmLimits, Origin};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use tar::EntryType;

use super::packages::{Client, Package, Registry, Reply, Shelf, client, dependency, shelf};

async fn resolve(shelf: &Shelf, wanted: &[(&str, &str)]) -> Result<Lock, NpmError> {
    let dependencies: Vec<Dependency> = wanted.iter().map(|(name, version)| dependency(name, version)).collect();
    shelf.client.npm.resolve(&dependencies).await
}

async fn refusal(shelf: &Shelf, wanted: &[(&str, &str)]) -> String {
    resolve(shelf, wanted).await.unwrap_err().to_string()
}

/// `a@1.0.0 -> b@1.0.0`, sorted.
fn edges(lock: &Lock) -> Vec<String> {
    lock.packages.iter().flat_map(|(id, locked)| locked.dependencies.values().map(move |to| format!("{id} -> {to}"))).collect()
}

fn ids(lock: &Lock) -> Vec<&str> {
    lock.packages.keys().map(String::as_str).collect()
}

/// The sentence with which the package `a` of a registry is refused, at the latest when it is installed.
async fn install_refusal(package: Package) -> String {
    let registry = Registry::start().await;
    registry.publish([package]);
    let client = registry.client(NpmLimits::default());
    let lock = match client.npm.resolve(&[dependency("a", "1.0.0")]).await {
        Ok(lock) => lock,
        Err(error) => return error.to_string(),
    };
    let error = client.npm.install(&lock).await.unwrap_err().to_string();
    let left = std::fs::read_dir(client.cache.path()).unwrap().count();
    assert_eq!(left, 0, "what was refused is not kept");
    error
}

#[tokio::test]
async fn latest_becomes_an_exact_version_with_its_hash() {
    let shelf = shelf([Package::new("a", "1.0.0"), Package::new("a", "1.2.0"), Package::new("a", "2.0.0-rc.1")]);
    let lock = resolve(&shelf, &[("a", "latest")]).await.unwrap();
    assert_eq!(lock.requested["a"], "a@1.2.0");
    let locked = &lock.packages["a@1.2.0"];
    assert!(locked.integrity.starts_with("sha512-") && locked.integrity.len() == 95 && !locked.optional);
    assert_eq!(ids(&lock), ["a@1.2.0"]);
}

#[tokio::test]
async fn the_same_directory_gives_the_same_lock() {
    let packages = || {
        [
            Package::new("a", "1.0.0").with("dependencies", json!({ "c": "^1", "b": "*" })),
            Package::new("b", "1.0.0").with("dependencies", json!({ "c": "^1.1" })),
            Package::new("c", "1.0.0"),
            Package::new("c", "1.1.0"),
            Package::new("c", "2.0.0"),
        ]
    };
    let (one, other) = (shelf(packages()), shelf(packages()));
    let lock = resolve(&one, &[("a", "1"), ("b", "1")]).await.unwrap();
    let again = resolve(&other, &[("b", "1"), ("a", "1")]).await.unwrap();
    assert_eq!(lock, again);
    assert_eq!(edges(&lock), ["a@1.0.0 -> b@1.0.0", "a@1.0.0 -> c@1.1.0", "b@1.0.0 -> c@1.1.0"]);
}

#[tokio::test]
async fn a_diamond_shares_one_version_where_both_ranges_allow_it_and_two_where_not() {
    let shelf = shelf([
        Package::new("left", "1.0.0").with("dependencies", json!({ "base": "^1.0.0", "split": "^1" })),
        Package::new("right", "1.0.0").with("dependencies", json!({ "base": ">=1.0.0", "split": "^2" })),
        Package::new("base", "1.5.0"),
        Package::new("base", "2.0.0"),
        Package::new("split", "1.0.0"),
        Package::new("split", "2.0.0"),
    ]);
    let lock = resolve(&shelf, &[("left", "*"), ("right", "*"), ("base", "1.5.0")]).await.unwrap();
    assert_eq!(
        edges(&lock),
        ["left@1.0.0 -> base@1.5.0", "left@1.0.0 -> split@1.0.0", "right@1.0.0 -> base@1.5.0", "right@1.0.0 -> split@2.0.0"]
    );
}

#[tokio::test]
async fn cycles_scopes_and_aliases_are_resolved() {
    let shelf = shelf([
        Package::new("@s/a", "1.0.0").with("dependencies", json!({ "b": "^1" })),
        Package::new("b", "1.0.0").with("dependencies", json!({ "@s/a": "*", "other": "npm:@s/c@~1.2", "plain": "npm:d" })),
        Package::new("@s/c", "1.2.9"),
        Package::new("d", "3.0.0"),
    ]);
    let lock = resolve(&shelf, &[("@s/a", "^1")]).await.unwrap();
    assert_eq!(edges(&lock), ["@s/a@1.0.0 -> b@1.0.0", "b@1.0.0 -> @s/a@1.0.0", "b@1.0.0 -> @s/c@1.2.9", "b@1.0.0 -> d@3.0.0"]);
    assert_eq!(lock.packages["b@1.0.0"].dependencies["other"], "@s/c@1.2.9");
}

#[tokio::test]
async fn a_peer_is_what_the_action_asked_for_else_what_fits_and_may_be_missing_if_it_says_so() {
    let shelf = shelf([
        Package::new("plugin", "1.0.0")
            .with("peerDependencies", json!({ "host": "^1", "extra": "^1", "maybe": "*" }))
            .with("peerDependenciesMeta", json!({ "maybe": { "optional": true }, "host": { "optional": false } })),
        Package::new("host", "1.0.0"),
        Package::new("host", "2.0.0"),
        Package::new("extra", "1.0.0"),
        Package::new("maybe", "1.0.0"),
    ]);
    let lock = resolve(&shelf, &[("plugin", "1"), ("host", "2.0.0")]).await.unwrap();
    assert_eq!(edges(&lock), ["plugin@1.0.0 -> extra@1.0.0", "plugin@1.0.0 -> host@2.0.0"]);
    let lock = resolve(&shelf, &[("plugin", "1"), ("maybe", "*")]).await.unwrap();
    assert_eq!(edges(&lock), ["plugin@1.0.0 -> extra@1.0.0", "plugin@1.0.0 -> host@1.0.0", "plugin@1.0.0 -> maybe@1.0.0"]);
}

#[tokio::test]
async fn optional_dependencies_that_cannot_be_had_are_left_out() {
    let shelf = shelf([
        Package::new("a", "1.0.0").with(
            "optionalDependencies",
            json!({
                "gone": "1", "b": "^9", "git": "github:x/y", "fast": "*", "native": "*", "b-ok": "npm:b@1"
            }),
        ),
        Package::new("b", "1.0.0"),
        Package::new("fast", "1.0.0").with("os", json!(["darwin"])),
        Package::new("native", "1.0.0").file("binding.gyp", "{}"),
    ]);
    let lock = resolve(&shelf, &[("a", "1")]).await.unwrap();
    assert_eq!(edges(&lock), ["a@1.0.0 -> b@1.0.0", "a@1.0.0 -> native@1.0.0"]);
    assert!(lock.packages["native@1.0.0"].optional && lock.packages["b@1.0.0"].optional && !lock.packages["a@1.0.0"].optional);
    // That it is native shows only in its archive.
    let installed = shelf.client.npm.install(&lock).await.unwrap();
    assert_eq!(installed.directories.keys().collect::<Vec<_>>(), ["a@1.0.0", "b@1.0.0"]);
}

#[tokio::test]
async fn what_the_registry_does_not_have_is_named() {
    let shelf = shelf([Package::new("a", "1.0.0").with("dependencies", json!({ "b": "^2" })), Package::new("b", "1.0.0")]);
    assert_eq!(
        refusal(&shelf, &[("crypto", "17.7.1")]).await,
        "Compilation failed: Cannot find module 'crypto': there is no such package in the registry."
    );
    assert_eq!(
        refusal(&shelf, &[("b", "17.7.1")]).await,
        "Compilation failed: Cannot find module 'b@17.7.1': no version of b in the registry fits."
    );
    assert_eq!(
        refusal(&shelf, &[("a", "latest")]).await,
        "Compilation failed: Cannot find module 'b@^2': no version of b in the registry fits (a@1.0.0 needs it)."
    );
}

#[tokio::test]
async fn places_instead_of_versions_other_registries_doubles_and_odd_names_are_refused() {
    let shelf = shelf([Package::new("a", "1.0.0")]);
    for wanted in ["git+https://host/x.git", "file:../x", "/etc/passwd", "user/repo", "https://host/x.tgz", "link:x", "npm:a@http://x"] {
        assert!(refusal(&shelf, &[("a", wanted)]).await.contains("not from git, addresses or paths"), "{wanted}");
    }
    assert_eq!(refusal(&shelf, &[("../a", "1")]).await, "'../a' is not the name of an npm package.");
    assert_eq!(refusal(&shelf, &[("a", "npm:../../x@1")]).await, "'../../x' is not the name of an npm package.");
    assert_eq!(refusal(&shelf, &[("a", "1"), ("a", "2")]).await, "a is among the dependencies twice.");
    let mut elsewhere = dependency("a", "1.0.0");
    elsewhere.registry_url = Some("https://npm.example.com".to_owned());
    let error = shelf.client.npm.resolve(&[elsewhere.clone()]).await.unwrap_err().to_string();
    assert_eq!(error, "a cannot be taken from https://npm.example.com: packages come from this server's own registry.");
    elsewhere.registry_url = Some(String::new());
    assert!(shelf.client.npm.resolve(&[elsewhere]).await.is_ok());
}

#[tokio::test]
async fn without_a_registry_every_dependency_is_refused_and_none_is_no_fault() {
    let Client { npm, .. } = client(None, NpmLimits::default());
    let error = npm.resolve(&[dependency("lodash", "latest")]).await.unwrap_err().to_string();
    assert!(error.starts_with("Compilation failed: Cannot find module 'lodash': this server has no npm registry."), "{error}");
    assert_eq!(npm.resolve(&[]).await.unwrap(), Lock::default());
}

#[tokio::test]
async fn more_dependencies_or_packages_than_the_limits_are_refused() {
    let chain = |n: usize| Package::new(&format!("p{n}"), "1.0.0").with("dependencies", json!({ format!("p{}", n + 1): "1" }));
    let mut shelf = shelf((0..30).map(chain).chain([Package::new("p30", "1.0.0")]));
    assert_eq!(resolve(&shelf, &[("p0", "1")]).await.unwrap().packages.len(), 31);
    let names: Vec<String> = (0..11).map(|n| format!("p{n}")).collect();
    let eleven: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    assert_eq!(refusal(&shelf, &eleven).await, "The Action has too many dependencies; at most 10 are accepted.");
    let limits = NpmLimits { packages: 20, ..NpmLimits::default() };
    shelf.client = client(Some(Origin::Directory(shelf.directory.path().to_owned())), limits);
    assert_eq!(refusal(&shelf, &[("p0", "1")]).await, "The Action has too many packages behind its dependencies; at most 20 are accepted.");
}

#[tokio::test]
async fn only_what_a_script_can_load_is_kept() {
    let package = Package::new("a", "1.0.0")
        .file("lib/b.mjs", "export {}")
        .file("data.json", "{}")
        .file("index.d.ts", "x")
        .file("index.js.map", "x")
        .file("README.md", "x")
        .file("LICENSE", "x")
        .file("node_modules/b/index.js", "x")
        .entry("package/lib/", EntryType::Directory, b"", None)
        .entry("pax_global_header", EntryType::XGlobalHeader, b"20 comment=abcdefgh\n", None);
    let shelf = shelf([package]);
    let lock = resolve(&shelf, &[("a", "1.0.0")]).await.unwrap();
    let installed = shelf.client.npm.install(&lock).await.unwrap();
    let directory = &installed.directories["a@1.0.0"];
    let mut files: Vec<String> =
        std::fs::read_dir(directory).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    files.sort_unstable();
    assert_eq!(files, ["LICENSE", "data.json", "index.js", "lib", "package.json"]);
    // A second time nothing is needed but the cache.
    std::fs::remove_dir_all(shelf.directory.path()).unwrap();
    assert_eq!(shelf.client.npm.install(&lock).await.unwrap(), installed);
}

#[tokio::test]
async fn archives_that_reach_out_of_their_directory_or_hold_links_are_refused() {
    let a = || Package::new("a", "1.0.0");
    for path in ["package/../../x.js", "/x.js", "../x.js", "package/a\\..\\..\\x.js", "package/..", "x.js"] {
        let error = install_refusal(a().entry(path, EntryType::Regular, b"x", None)).await;
        assert!(error.contains("leads out of its directory"), "{path}: {error}");
    }
    for (kind, link) in
        [(EntryType::Symlink, "/etc/passwd"), (EntryType::Link, "package/index.js"), (EntryType::Char, ""), (EntryType::Fifo, "")]
    {
        let error = install_refusal(a().entry("package/x.js", kind, b"", Some(link))).await;
        assert_eq!(error, "The archive of a@1.0.0 cannot be used: 'package/x.js' in it is a link or a device, not a file.");
    }
    let error = install_refusal(a().entry("package/index.js/x.js", EntryType::Regular, b"x", None)).await;
    assert_eq!(error, "The archive of a@1.0.0 cannot be used: 'index.js/x.js' in it is in the way of another file.");
}

#[tokio::test]
async fn native_code_is_refused_with_what_shows_it() {
    let a = || Package::new("a", "1.0.0");
    for (package, shows) in [
        (a().file("binding.gyp", "{}"), "binding.gyp"),
        (a().file("prebuilds/linux-x64/a.node", "\u{7f}ELF"), "prebuilds/linux-x64/a.node"),
        (a().with("gypfile", json!(true)), "gypfile"),
        (a().with("os", json!(["linux", "darwin"])), "only for linux"),
        (a().with("cpu", json!("x64")), "only for x64"),
    ] {
        let expected = format!("a@1.0.0 has native code ({shows}), which cannot run in an Action. Use a package in JavaScript alone.");
        assert_eq!(install_refusal(package).await, expected);
    }
    let shelf = shelf([a().with("os", json!(["!win32"])).with("scripts", json!({ "postinstall": "touch /tmp/never" }))]);
    let lock = resolve(&shelf, &[("a", "1")]).await.unwrap();
    shelf.client.npm.install(&lock).await.unwrap();
}

#[tokio::test]
async fn archives_that_unpack_to_too_much_are_refused_while_they_are_unpacked() {
    let limits = NpmLimits { unpacked: 100 << 10, files: 5, ..NpmLimits::default() };
    let shelf = shelf([Package::new("many", "1.0.0").file("1.js", "").file("2.js", "").file("3.js", "").file("4.js", "")]);
    let lock = resolve(&shelf, &[("many", "1")]).await.unwrap();
    let small = client(Some(Origin::Directory(shelf.directory.path().to_owned())), limits);
    let error = small.npm.install(&lock).await.unwrap_err().to_string();
    assert_eq!(error, "The archive of many@1.0.0 cannot be used: it has more than 5 files.");

    let registry = Registry::start().await;
    registry.publish([Package::new("bomb", "1.0.0").file("x.js", &" ".repeat(200 << 10))]);
    let small = registry.client(limits);
    let lock = small.npm.resolve(&[dependency("bomb", "1")]).await.unwrap();
    let error = small.npm.install(&lock).await.unwrap_err().to_string();
    assert_eq!(error, "The archive of bomb@1.0.0 cannot be used: it unpacks to more than is accepted.");
}

#[tokio::test]
async fn a_registry_is_asked_once_for_each_package() {
    let registry = Registry::start().await;
    registry.publish([Package::new("@s/a", "1.0.0").with("dependencies", json!({ "b": "^1" }))]);
    registry.publish([Package::new("b", "1.0.0").with("dependencies", json!({ "@s/a": "*" })), Package::new("b", "1.1.0")]);
    let client = registry.client(NpmLimits::default());
    let own = Dependency { registry_url: Some(registry.url.to_string()), ..dependency("@s/a", "latest") };
    let lock = client.npm.resolve(&[own, dependency("b", "1.0.0")]).await.unwrap();
    assert_eq!(edges(&lock), ["@s/a@1.0.0 -> b@1.0.0", "b@1.0.0 -> @s/a@1.0.0"]);
    client.npm.install(&lock).await.unwrap();
    client.npm.install(&lock).await.unwrap();
    let mut asked = registry.asked.lock().unwrap().clone();
    asked.sort_unstable();
    assert_eq!(asked, ["/npm/@s%2fa", "/npm/@s/a/-/1.0.0.tgz", "/npm/b", "/npm/b/-/1.0.0.tgz"]);
}

#[tokio::test]
async fn an_archive_with_another_hash_is_not_used() {
    let registry = Registry::start().await;
    registry.publish([Package::new("a", "1.0.0")]);
    let client = registry.client(NpmLimits::default());
    let lock = client.npm.resolve(&[dependency("a", "1.0.0")]).await.unwrap();
    registry.serve("a/-/1.0.0.tgz", Reply::ok(Package::new("a", "1.0.0").file("evil.js", "x").pack()));
    let error = client.npm.install(&lock).await.unwrap_err();
    assert!(matches!(error, NpmError::Integrity { .. }), "{error}");
    let packument =
        json!({ "dist-tags": {}, "versions": { "1.0.0": { "dist": { "tarball": "x", "shasum": "00", "integrity": "sha1-AA==" } } } });
    registry.serve("weak", Reply::ok(packument.to_string()));
    let error = client.npm.resolve(&[dependency("weak", "1.0.0")]).await.unwrap_err().to_string();
    assert_eq!(error, "The registry gives no sha512 hash for weak@1.0.0, so its archive cannot be checked.");
}

#[tokio::test]
async fn a_registry_that_says_too_much_nothing_or_nonsense_is_an_error_in_time() {
    let registry = Registry::start().await;
    let limits = NpmLimits { packument: 64 << 10, tarball: 1000, request_time: Duration::from_millis(300), ..NpmLimits::default() };
    let client = registry.client(limits);
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![b' '; 10 << 20]).unwrap();
    let zipped = Reply { headers: vec![("content-encoding", "gzip".to_owned())], ..Reply::ok(bomb.finish().unwrap()) };
    registry.serve("bomb", zipped);
    registry.serve("endless", Reply { endless: true, ..Reply::ok("{") });
    registry.serve("html", Reply::ok("<html>"));
    registry.serve("broken", Reply { status: 500, ..Reply::ok("") });
    registry.serve("silent", Reply { headers: vec![("content-length", "10".to_owned())], ..Reply::ok("") });
    registry.serve("loop", Reply::redirect("/npm/loop"));
    registry.serve("odd", Reply::ok(r#"{"dist-tags":[],"versions":{"1.0.0":{"dependencies":[],"os":7,"dist":null},"x":{}}}"#));
    for (name, part) in [
        ("bomb", "larger than 65536 bytes"),
        ("endless", "larger than 65536 bytes"),
        ("html", "not about a package"),
        ("broken", "it answered 500"),
        ("silent", "The npm registry cannot be used for silent"),
        ("loop", "more than 5 redirects"),
        ("odd", "odd"),
    ] {
        let error = client.npm.resolve(&[dependency(name, "latest")]).await.unwrap_err().to_string();
        assert!(error.contains(part), "{name}: {error}");
    }
    registry.publish([Package::new("large", "1.0.0").file("x.js", &format!("{:?}", (0..5000).collect::<Vec<u32>>()))]);
    let lock = client.npm.resolve(&[dependency("large", "latest")]).await.unwrap();
    let error = client.npm.install(&lock).await.unwrap_err().to_string();
    assert_eq!(error, "The npm registry cannot be used for the archive of large@1.0.0: the answer is larger than 1000 bytes.");
}

#[tokio::test]
async fn a_registry_cannot_send_the_server_to_other_private_addresses() {
    let (registry, internal) = (Registry::start().await, Registry::start().await);
    internal.publish([Package::new("a", "1.0.0")]);
    internal.serve("secret", Reply::ok("{}"));
    let client = registry.client(NpmLimits::default());
    for target in [
        internal.url.join("secret").unwrap().to_string(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "https://[::1]/x".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        registry.serve("moved", Reply::redirect(&target));
        let error = client.npm.resolve(&[dependency("moved", "latest")]).await.unwrap_err();
        assert!(matches!(error, NpmError::Unavailable { .. }), "{target}: {error}");
    }
    let mut lock = internal.client(NpmLimits::default()).npm.resolve(&[dependency("a", "1.0.0")]).await.unwrap();
    assert!(client.npm.install(&lock).await.is_err(), "an archive at another private address");
    let asked = internal.asked.lock().unwrap().clone();
    assert_eq!(asked, ["/npm/a"], "only the client of the test asked it");
    // Within the registry's own origin redirects are followed.
    registry.publish([Package::new("a", "1.0.0")]);
    registry.serve("old/a.tgz", Reply::redirect("/npm/a/-/1.0.0.tgz"));
    lock.packages.get_mut("a@1.0.0").unwrap().tarball = registry.url.join("old/a.tgz").unwrap().to_string();
    client.npm.install(&lock).await.unwrap();
}

#[tokio::test]
async fn a_lock_cannot_name_files_outside_the_directory() {
    let shelf = shelf([Package::new("a", "1.0.0")]);
    let mut lock = resolve(&shelf, &[("a", "1.0.0")]).await.unwrap();
    for path in ["../../etc/passwd", "/etc/passwd", "x/../../y"] {
        lock.packages.get_mut("a@1.0.0").unwrap().tarball = path.to_owned();
        let error = shelf.client.npm.install(&lock).await.unwrap_err().to_string();
        assert!(error.contains("is not a path in the directory"), "{error}");
    }
}
