//! `anteroom actions deploy` of scripts, against a started server.

use std::process::Command;

use serde_json::{Value, json};

use super::desk::{Desk, Said};
use crate::scripts::packages::Package;
use crate::support::process::Process;

/// A server, and the commands that talk to it.
struct Deployed {
    desk: Desk,
    server: Process,
    runtime: tokio::runtime::Runtime,
}

impl Deployed {
    fn start(args: &[&str]) -> Self {
        let desk = Desk::new();
        let server = Process::start_with(desk.dir.path(), &[&["--store", "memory"], args].concat(), &[]);
        Self { desk, server, runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.desk.anteroom();
        command.args(args).envs(self.server.env());
        command
    }

    fn run(&self, args: &[&str]) -> Said {
        Said::of(self.command(args).output().unwrap())
    }

    /// A sign-up through a new application: its status and answer.
    fn sign_up(&self, application: &str) -> (u16, Value) {
        let made = self.run(&["clients", "create", "--name", application, "--type", "spa", "--json"]).ends(0, &[]);
        let client: Value = serde_json::from_str(&made.out).unwrap();
        let body = json!({
            "client_id": client["client_id"], "connection": "Username-Password-Authentication", "email": "ann@example.com",
            "password": "Correct-horse-7-battery",
        });
        let url = format!("{}/dbconnections/signup", self.server.url);
        self.runtime.block_on(async {
            let answer = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
            (answer.status().as_u16(), answer.json().await.unwrap())
        })
    }
}

#[test]
fn javascript_and_typescript_are_deployed_bound_and_run() {
    let deployed = Deployed::start(&[]);
    deployed.desk.write(
        "restrict.js",
        "exports.onExecutePreUserRegistration = async (event, api) => {
  if (event.client.name !== event.secrets.APPLICATION) api.access.deny('js', 'Not through ' + event.client.name + '.');
};",
    );
    let deploy = ["actions", "deploy", "restrict.js", "--trigger", "pre-user-registration", "--secret", "APPLICATION=First App", "--json"];
    let said = deployed.run(&deploy).ends(0, &[]);
    let result: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&result["name"], &result["version"], &result["bound"]), (&json!("restrict"), &json!(1), &json!(true)));
    let (status, answer) = deployed.sign_up("Other App");
    assert_eq!((status, &answer["friendly_message"]), (400, &json!("Not through Other App.")), "{answer}");

    // The same Action as TypeScript, and then as one that lets the application pass.
    deployed.desk.write(
        "restrict.ts",
        "export const onExecutePreUserRegistration = async (event: any, api: any): Promise<void> => {
  const name: string = event.client.name;
  if (name !== event.secrets.APPLICATION) api.access.deny('ts', `Never through ${name}.`);
};",
    );
    let again = ["actions", "deploy", "restrict.ts", "--name", "restrict", "--trigger", "pre-user-registration"];
    let said = deployed.run(&again).ends(0, &["restrict version 2 is deployed"]);
    assert!(said.err.contains("bound to pre-user-registration already"), "{}", said.err);
    let (status, answer) = deployed.sign_up("Third App");
    assert_eq!((status, &answer["friendly_message"]), (400, &json!("Never through Third App.")), "the secret stayed: {answer}");
    let mut command = deployed.command(&[&again[..], &["--secret", "APPLICATION"]].concat());
    Said::of(command.env("APPLICATION", "Fourth App").output().unwrap()).ends(0, &["restrict version 3 is deployed"]);
    assert_eq!(deployed.sign_up("Fourth App").0, 200);
    deployed.run(&["actions", "logs", "--name", "restrict"]).ends(0, &["restrict: deny", "restrict: allow"]);
}

#[test]
fn a_script_that_does_not_build_is_told_about_the_authors_file() {
    let deployed = Deployed::start(&[]);
    deployed.desk.write("claims.ts", "export const onExecutePostLogin = async (event: any) => {\n  const = 3;\n};\n");
    let said = deployed.run(&["actions", "deploy", "claims.ts"]).ends(1, &[]);
    let shown = "error: the build failed: claims.ts:2:9: ";
    assert!(said.err.contains(shown) && said.err.contains("\n  2 |   const = 3;\n    |         ^"), "{}", said.err);
    // Nothing says which trigger it is for.
    deployed.desk.write("two.js", "exports.onExecutePostLogin = exports.onExecuteCredentialsExchange = async () => {};");
    let asked = deployed.run(&["actions", "deploy", "two.js"]).ends(1, &[]);
    assert!(asked.err.contains("say which one with --trigger"), "{}", asked.err);
}

#[test]
fn a_script_is_deployed_with_its_packages() {
    let shelf = tempfile::tempdir().unwrap();
    Package::bare("greeter", "1.2.3").file("index.js", "exports.greet = (name) => 'Hello ' + name;").pack_into(shelf.path());
    let deployed = Deployed::start(&["--npm-directory", shelf.path().to_str().unwrap()]);
    deployed.desk.write("package.json", &json!({ "dependencies": { "greeter": "^1" } }).to_string());
    deployed.desk.write(
        "greets.js",
        "const { greet } = require('greeter');\nexports.onExecutePreUserRegistration = async (event, api) => { api.access.deny('x', greet(event.user.email)); };",
    );
    deployed.run(&["actions", "deploy", "greets.js", "--trigger", "pre-user-registration"]).ends(0, &["greets version 1 is deployed"]);
    assert_eq!(deployed.sign_up("Any App").1["friendly_message"], "Hello ann@example.com");
}
