//! `anteroom tenant export` and `import`: the sample tenant goes in, comes out the same, and changes nothing the second time.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::server::Place;

const SECRET: &str = "known to the tests alone";
const KEYWORDS: [&str; 6] =
    ["--keyword", "TIERS_KEY=known to the tests alone", "--keyword", "SMTP_USER=acme", "--keyword", "SMTP_PASS=known to the tests alone"];

/// A copy of the sample tenant, without the Action that needs a package.
fn sample(place: &Place) -> PathBuf {
    let to = place.dir.path().join("sample");
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples-actions/tenant/directory")), &to);
    std::fs::remove_file(to.join("actions/staff-only.json")).unwrap();
    let bound = json!({ "post-login": [{ "action_name": "tier", "display_name": "Tier" }] });
    std::fs::write(to.join("triggers/triggers.json"), bound.to_string()).unwrap();
    to
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn import(place: &Place, folder: &Path, more: &[&str]) -> Value {
    let args = [&["tenant", "import", folder.to_str().unwrap(), "--json"][..], &KEYWORDS, more].concat();
    serde_json::from_str(&place.ok(&args)).unwrap()
}

/// The changes as `create kind name`, without those that are none.
fn changes(said: &Value) -> Vec<String> {
    let all = said["changes"].as_array().unwrap().iter();
    let line = |change: &Value| ["change", "kind", "name"].map(|member| change[member].as_str().unwrap().to_owned()).join(" ");
    all.map(line).filter(|line| !line.starts_with("unchanged")).map(|line| line.trim().to_owned()).collect()
}

/// `whole` has everything that `part` has.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(name, part)| whole.get(name).is_some_and(|whole| contains(whole, part)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && part.iter().all(|part| whole.iter().any(|whole| contains(whole, part)))
        }
        _ => whole == part,
    }
}

fn files(folder: &Path, below: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { out.extend(files(folder, &path)) } else { out.push(path.strip_prefix(folder).unwrap().to_owned()) }
    }
    out
}

#[test]
fn a_folder_goes_in_comes_out_the_same_and_changes_nothing_the_second_time() {
    let place = Place::new();
    let folder = sample(&place);
    let dry = changes(&import(&place, &folder, &["--dry-run"]));
    assert!(dry.contains(&"create clients Shop".to_owned()) && dry.contains(&"update tenant".to_owned()), "{dry:?}");
    assert!(!place.ok(&["clients", "list"]).contains("Shop"), "a dry run makes nothing");

    assert_eq!(changes(&import(&place, &folder, &[])), dry, "what was said is what is done");
    // What no server tells again is brought in each time.
    let always = ["update actions tier", "update email-provider", "create rules-configs NAMESPACE"];
    assert_eq!(changes(&import(&place, &folder, &[])), always);

    let out = place.dir.path().join("out");
    place.ok(&["tenant", "export", out.to_str().unwrap()]);
    for file in files(&folder, &folder) {
        if file.starts_with("rules-configs") || file.starts_with("actions/staff-only") {
            continue;
        }
        let [wanted, found] = [&folder, &out]
            .map(|root| std::fs::read_to_string(root.join(&file)).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
        if file.extension().is_some_and(|extension| extension == "json") {
            let mut wanted: Value = serde_json::from_str(&wanted).unwrap();
            for secret in wanted.get_mut("secrets").and_then(Value::as_array_mut).into_iter().flatten() {
                secret.as_object_mut().unwrap().remove("value");
            }
            if file.ends_with("provider.json") {
                wanted["credentials"]["smtp_user"] = "acme".into();
            }
            let found: Value = serde_json::from_str(&found).unwrap();
            assert!(contains(&found, &wanted), "{}: {found:#} instead of {wanted:#}", file.display());
        } else {
            assert_eq!(found, wanted, "{}", file.display());
        }
    }
    for file in files(&out, &out) {
        let text = std::fs::read_to_string(out.join(&file)).unwrap();
        assert!(!text.contains(SECRET) && !text.contains("\"client_secret\""), "{} holds a secret", file.display());
    }
    // What was written is what is there.
    assert_eq!(changes(&import(&place, &out, &[])), ["update email-provider"]);
}

#[test]
fn an_import_says_what_it_could_not_do_does_the_rest_and_fails() {
    let place = Place::new();
    let folder = place.dir.path().join("tenant");
    for (file, content) in [
        ("clients/one.json", json!({ "name": "One", "app_type": "toaster" })),
        ("clients/two.json", json!({ "name": "Two" })),
        ("grants/x.json", json!({ "client_id": "Nobody", "audience": "https://a.example.com", "scope": [] })),
        ("triggers/triggers.json", json!({ "../../clients": [] })),
        (
            "actions/a.json",
            json!({ "name": "a", "code": "./a.js", "supported_triggers": [{ "id": "post-login", "version": "v3" }], "secrets": [{ "name": "KEY" }] }),
        ),
    ] {
        std::fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
        std::fs::write(folder.join(file), content.to_string()).unwrap();
    }
    std::fs::write(folder.join("actions/a.js"), "exports.onExecutePostLogin = async () => {};").unwrap();
    let said = place.fails(&["tenant", "import", folder.to_str().unwrap()]);
    for words in [
        "create clients One: FAILED: ",
        "toaster",
        "there is no application Nobody",
        "its secret KEY has no value",
        "\"../../clients\" is no name of this kind",
        "error: 4 of 5 could not be brought in",
    ] {
        assert!(said.contains(words), "no {words:?} in {said}");
    }
    assert!(place.ok(&["clients", "list"]).contains("Two"));
}

#[test]
fn only_the_kinds_that_are_asked_for_are_read_and_a_missing_value_is_named_before_anything_is_done() {
    let place = Place::new();
    let folder = sample(&place);
    let refused = place.fails(&["tenant", "import", folder.to_str().unwrap()]);
    assert!(refused.contains("actions/tier.json") && refused.contains("--keyword TIERS_KEY="), "{refused}");
    assert!(!place.ok(&["clients", "list"]).contains("Shop"));
    let said: Value = serde_json::from_str(&place.ok(&[
        "tenant",
        "import",
        folder.to_str().unwrap(),
        "--only",
        "roles",
        "--only",
        "resource-servers",
        "--json",
    ]))
    .unwrap();
    assert_eq!(changes(&said), ["create resource-servers https://orders.acme.example.com", "create roles Clerk"]);
    let out = place.dir.path().join("out");
    place.ok(&["tenant", "export", out.to_str().unwrap(), "--only", "roles"]);
    assert_eq!(files(&out, &out), [PathBuf::from("roles/Clerk.json")]);
    assert!(place.fails(&["tenant", "import", place.dir.path().join("none").to_str().unwrap()]).contains("there is no folder"));
}

#[test]
fn what_a_name_does_not_tell_apart_is_not_mixed_up() {
    let place = Place::new();
    let folder = place.dir.path().join("tenant");
    for (file, content) in [
        (
            "resource-servers/a.json",
            json!({ "name": "A", "identifier": "https://a.example.com", "scopes": [{ "value": "one" }, { "value": "two" }] }),
        ),
        ("clients/app.json", json!({ "name": "App", "grant_types": ["client_credentials", "authorization_code"] })),
        ("grants/own.json", json!({ "client_id": "App", "audience": "https://a.example.com", "scope": ["one"] })),
        ("grants/users.json", json!({ "client_id": "App", "audience": "https://a.example.com", "scope": ["two"], "subject_type": "user" })),
        ("grants/management.json", json!({ "client_id": "App", "audience": "https://elsewhere.example.com/api/v2/", "scope": [] })),
        ("pages/login.json", json!({})),
    ] {
        std::fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
        std::fs::write(folder.join(file), content.to_string()).unwrap();
    }
    let args = ["tenant", "import", folder.to_str().unwrap(), "--json"];
    let said: Value = serde_json::from_str(&place.ok(&args)).unwrap();
    let grants = ["create grants App → https://a.example.com", "create grants App → https://a.example.com (user)"];
    assert!(grants.iter().all(|grant| changes(&said).contains(&(*grant).to_owned())), "{said}");
    assert!(changes(&said).contains(&"skip grants App → https://elsewhere.example.com/api/v2/".to_owned()), "{said}");
    assert_eq!(said["not_read"], json!(["pages/login.json"]));
    let again: Value = serde_json::from_str(&place.ok(&args)).unwrap();
    assert!(changes(&again).iter().all(|change| change.starts_with("skip")), "{again}");

    std::fs::write(
        folder.join("grants/users.json"),
        json!({ "client_id": "App", "audience": "https://a.example.com", "scope": [], "subject_type": "user" }).to_string(),
    )
    .unwrap();
    place.ok(&args);
    let out = place.dir.path().join("out");
    place.ok(&["tenant", "export", out.to_str().unwrap(), "--only", "grants"]);
    let scope = |file: &str| serde_json::from_str::<Value>(&std::fs::read_to_string(out.join(file)).unwrap()).unwrap()["scope"].clone();
    assert_eq!((scope("grants/App-A.json"), scope("grants/App-A-user.json")), (json!(["one"]), json!([])));

    place.ok(&["clients", "create", "--name", "App"]);
    std::fs::write(folder.join("clients/app.json"), json!({ "name": "App", "description": "which?" }).to_string()).unwrap();
    std::fs::write(folder.join("resource-servers/a.json"), json!({ "name": "B", "identifier": "https://a.example.com" }).to_string())
        .unwrap();
    let refused = place.fails(&["tenant", "import", folder.to_str().unwrap(), "--only", "clients", "--only", "resource-servers"]);
    assert!(refused.contains("update clients App: FAILED: several have this name"), "{refused}");
    assert!(refused.contains("update resource-servers https://a.example.com\n"), "{refused}");
}

#[test]
fn what_stays_as_it_was_made_is_not_changed_in_silence() {
    let place = Place::new();
    let folder = place.dir.path().join("tenant");
    std::fs::create_dir_all(folder.join("actions")).unwrap();
    let write = |trigger: &str, secrets: Value| {
        let action =
            json!({ "name": "a", "code": "./a.js", "supported_triggers": [{ "id": trigger, "version": "v3" }], "secrets": secrets });
        std::fs::write(folder.join("actions/a.json"), action.to_string()).unwrap();
    };
    std::fs::write(folder.join("actions/a.js"), "exports.onExecutePostLogin = async () => {};").unwrap();
    write("post-login", json!([{ "name": "ONE", "value": "1" }, { "name": "TWO", "value": "2" }]));
    let args = ["tenant", "import", folder.to_str().unwrap()];
    place.ok(&args);
    // A secret that is not named goes, one that is named without a value stays.
    write("post-login", json!([{ "name": "ONE" }]));
    assert!(place.ok(&args).starts_with("0 created, 1 updated"));
    assert!(place.ok(&args).starts_with("0 created, 0 updated, 1 unchanged"));
    write("credentials-exchange", json!([{ "name": "ONE" }]));
    assert!(place.fails(&args).contains("its supported_triggers cannot be changed"));
}
