//! The requirements of the OpenID Connect profiles for providers (Basic, Implicit, Hybrid, Config, Dynamic, Form Post) that no other test
//! asks for. `docs/CONFORMANCE.md` lists all of them with the modules of the OpenID Foundation's conformance suite, and which test checks
//! which: here it is held against the tests that there are.

mod discovery;
mod dynamic;
mod form_post;
mod hints;
mod requests;
mod times;
mod tokens;

use std::path::Path;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, User};
use serde_json::{Map, Value};

use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize};
use crate::support::clients::Answer;
use crate::support::story::PASSWORD;
use crate::token::verified;

const EMAIL: &str = "ann@example.com";

/// A confidential application that may have tokens by redirect, and a user.
struct Story {
    server: TestServer,
    client: Client,
    connection: Connection,
    user: User,
}

impl Story {
    async fn begin() -> Self {
        let server = TestServer::start().await;
        let client = server.with_client("App", AppType::RegularWeb).await;
        let changed = server.app.directory.clients.modify(&client.client_id, |client| client.grant_types.push("implicit".to_owned()));
        let client = changed.await.unwrap().unwrap().value;
        let connection = server.with_database(&[&client]).await;
        let user = server.with_user(&connection, EMAIL).await;
        Self { server, client, connection, user }
    }

    /// What a login in `browser` brings.
    async fn log_in(&self, browser: &Browser<'_>, more: &[(&str, &str)]) -> Page {
        browser.log_in(&authorize(&self.client, more), EMAIL, PASSWORD).await
    }

    async fn redeem(&self, code: &str) -> Answer {
        self.server.redeem_code(&self.client, code).await
    }

    /// The tokens of an answer with a code.
    async fn tokens(&self, answer: &Page) -> Answer {
        let returned = answer.returned();
        let tokens = self.redeem(returned.get("code").unwrap_or_else(|| panic!("no code: {returned:?}"))).await;
        assert_eq!(tokens.status, 200, "{}", tokens.text);
        tokens
    }

    /// The claims of the verified ID token.
    async fn claims(&self, tokens: &Answer) -> Map<String, Value> {
        verified(&self.server, tokens.text_of("id_token"), &self.client.client_id).await
    }

    /// A whole login with `more` in the request, to the verified ID token.
    async fn claims_with(&self, more: &[(&str, &str)]) -> Map<String, Value> {
        let tokens = self.tokens(&self.log_in(&Browser::new(&self.server), more).await).await;
        self.claims(&tokens).await
    }

    async fn userinfo(&self, access_token: &str) -> Map<String, Value> {
        let request = self.server.http.get(format!("{}/userinfo", self.server.url)).bearer_auth(access_token);
        let answer = Answer::of(request.send().await.unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with("application/json"));
        answer.json.as_object().unwrap().clone()
    }
}

/// Every test that the table names is one; a row without a test says why.
#[test]
fn the_table_names_tests_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(root.join("docs/CONFORMANCE.md")).unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| `oidcc-")).collect();
    assert!(rows.len() > 60, "{} rows", rows.len());
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, requirement, tests] = cells.as_slice() else { panic!("{row} has other than three cells") };
        let named: Vec<&str> = tests.split('`').filter(|word| word.contains("::")).collect();
        assert!(!named.is_empty() || requirement.starts_with("Not "), "{row} names no test");
        for name in named {
            let (modules, test) = name.rsplit_once("::").unwrap();
            let file = root.join("tests/it").join(modules.replace("::", "/")).with_extension("rs");
            let source = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{name}: there is no {}", file.display()));
            let lines: Vec<&str> = source.lines().map(str::trim).collect();
            let is_here = |line: &&str| line.trim_start_matches("async ").starts_with(&format!("fn {test}("));
            let at = lines.iter().position(is_here).unwrap_or_else(|| panic!("{} has no {test}", file.display()));
            let runs = |above: &str| above == "#[test]" || above.starts_with("#[tokio::test");
            assert!(at > 0 && runs(lines[at - 1]), "{name} is no test that runs");
        }
    }
}
