//! The command line: help, exit codes, the configuration, and the commands that talk to a server.

mod deploy;
mod desk;
mod dev;
mod egress;
mod events;
mod failures;
mod login;
mod migrate;
mod rules;
mod server;
mod tenant;
mod test;

use serde_json::Value;

use crate::support::examples::example;
use crate::support::process::{Process, run, text};

#[test]
fn help_teaches_every_command_and_ends_well() {
    let help = run(&["--help"], &[]);
    assert!(help.status.success());
    for command in ["serve", "actions", "rules", "clients", "config", "tenant", "users", "Examples:"] {
        assert!(text(&help.stdout).contains(command), "{}", text(&help.stdout));
    }
    assert!(!text(&help.stdout).contains("compile-component"), "what the server starts itself is nobody's to type");
    for args in [
        &["serve", "--help"][..],
        &["actions", "deploy", "--help"],
        &["actions", "dev", "--help"],
        &["rules", "test", "--help"],
        &["users", "create", "--help"],
        &["config", "check", "--help"],
    ] {
        let help = run(args, &[]);
        assert!(help.status.success() && text(&help.stdout).contains("Usage:"), "{args:?}");
    }
    assert!(text(&run(&["serve", "--help"], &[]).stdout).contains("ANTEROOM_MASTER_KEY"));
}

#[test]
fn exit_codes_tell_a_wrong_command_from_a_wrong_setting_from_a_failure() {
    assert_eq!(run(&["serv"], &[]).status.code(), Some(2));
    assert_eq!(run(&["serve", "--listen", "here"], &[]).status.code(), Some(2));
    let wrong = run(&["serve", "--listen", "0.0.0.0:0"], &[]);
    assert_eq!(wrong.status.code(), Some(3));
    assert!(text(&wrong.stderr).starts_with("error: listen: "), "{}", text(&wrong.stderr));
    let failed = run(&["actions", "list", "--url", "http://127.0.0.1:9", "--client-id", "x", "--client-secret", "y"], &[]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(text(&failed.stderr).contains("cannot reach 127.0.0.1:9"), "{}", text(&failed.stderr));
}

#[test]
fn a_secret_is_not_sent_in_plain_text_to_another_machine() {
    let refused = run(&["actions", "list", "--url", "http://id.example.com", "--client-id", "x", "--client-secret", "y"], &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("https only"), "{}", text(&refused.stderr));
}

#[test]
fn the_configuration_in_force_is_printed_without_its_secrets() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("anteroom.toml");
    std::fs::write(&file, "tenant = \"acme\"\nlisten = \"127.0.0.1:9000\"\n[metrics]\ntoken = \"hush-hush-hush-hush\"\n").unwrap();
    let env = [("ANTEROOM_TENANT", "other"), ("ANTEROOM_ADMIN_PASSWORD", "hush-hush-password")];
    let checked = run(&["config", "check", "--config", file.to_str().unwrap(), "--listen", "127.0.0.1:9001"], &env);
    let out = text(&checked.stdout);
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    let table: toml::Table = out.parse().unwrap();
    assert_eq!(table["tenant"].as_str(), Some("other"), "the environment wins over the file");
    assert_eq!(table["listen"].as_str(), Some("127.0.0.1:9001"), "a flag wins over both");
    assert_eq!(table["metrics"]["token"].as_str(), Some("(set)"));
    assert!(out.contains("# ANTEROOM_ADMIN_PASSWORD is set") && !out.contains("hush"), "{out}");

    std::fs::write(&file, "tenannt = \"acme\"\n").unwrap();
    let wrong = run(&["config", "check", "--config", file.to_str().unwrap()], &[]);
    assert_eq!(wrong.status.code(), Some(3));
    assert!(text(&wrong.stderr).contains("line 1: unknown field `tenannt`"), "{}", text(&wrong.stderr));
}

#[test]
fn an_action_is_deployed_listed_run_and_read_in_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let server = Process::start_with(dir.path(), &["--store", "memory"], &[]);
    let env = server.env();
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let component = dir.path().join("restrict-registration.wasm");
    std::fs::write(&component, example("restrict-registration")).unwrap();
    let deploy = ["actions", "deploy", "--component", component.to_str().unwrap(), "--trigger", "pre-user-registration", "--json"];
    for version in [1, 2] {
        let deployed = run(&deploy, &env);
        assert!(deployed.status.success(), "{}", text(&deployed.stderr));
        let deployed: Value = serde_json::from_slice(&deployed.stdout).unwrap();
        assert_eq!((deployed["name"].as_str(), deployed["version"].as_u64()), (Some("restrict-registration"), Some(version)));
    }
    let listed = run(&["actions", "list"], &env);
    assert!(text(&listed.stdout).contains("restrict-registration"), "{}", text(&listed.stdout));

    let created = run(&["clients", "create", "--name", "Login Only App", "--type", "spa", "--json"], &env);
    assert!(created.status.success(), "{}", text(&created.stderr));
    let client: Value = serde_json::from_slice(&created.stdout).unwrap();
    let body = serde_json::json!({
        "client_id": client["client_id"], "connection": "Username-Password-Authentication", "email": "ann@example.com",
        "password": "Correct-horse-7-battery",
    });
    let url = format!("{}/dbconnections/signup", server.url);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let status = runtime.block_on(async { reqwest::Client::new().post(url).json(&body).send().await.unwrap().status() });
    assert_eq!(status, 400);
    let logs = run(&["actions", "logs", "--name", "restrict-registration"], &env);
    assert!(text(&logs.stdout).contains("restrict-registration: deny"), "{}{}", text(&logs.stdout), text(&logs.stderr));

    let address = format!("http://{}/metrics", server.address());
    let metrics = runtime.block_on(async { reqwest::get(address).await.unwrap().text().await.unwrap() });
    for line in [
        "anteroom_signups_total{result=\"failure\"} 1",
        "anteroom_action_executions_total{trigger=\"pre-user-registration\",verdict=\"deny\"} 1",
        "anteroom_action_duration_seconds_count{trigger=\"pre-user-registration\"} 1",
        "anteroom_action_fuel_total{trigger=\"pre-user-registration\"} ",
        "anteroom_sandbox_running 0",
    ] {
        assert!(metrics.contains(line), "no {line} in\n{metrics}");
    }
}

#[test]
fn a_user_is_created_with_a_password_that_is_shown_once() {
    let dir = tempfile::tempdir().unwrap();
    let server = Process::start_with(dir.path(), &["--store", "memory"], &[]);
    let env = server.env();
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let made = run(&["users", "create", "--email", "ann@example.com", "--json"], &env);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let user: Value = serde_json::from_slice(&made.stdout).unwrap();
    assert!(user["user_id"].as_str().unwrap().starts_with("auth0|"));
    assert!(user["password"].as_str().unwrap().len() >= 20);
    let again = run(&["users", "create", "--email", "ann@example.com"], &env);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("already exists"), "{}", text(&again.stderr));
}
