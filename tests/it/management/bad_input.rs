//! What no operation takes, asked of every operation that `/api/v2/openapi.json` describes, over the wire: tokens that are none of this
//! API's, bodies and parameters that do not fit, ids that are nobody's. After all of it the tenant reads as it did before.
//!
//! A server has one tenant. A token of another tenant is therefore one of another issuer, whoever's key signed it, and an id
//! of another tenant is an id that nothing here has.

mod bodies;
mod parameters;
mod records;
mod schemas;
mod tokens;

use std::collections::BTreeMap;

use anteroom::identity::management_scopes::SCOPES;
use serde_json::{Value, json};

use self::records::Records;
use crate::support::TestServer;
use crate::support::api::Api;

/// One operation of the description.
struct Operation {
    method: String,
    /// Below `/api/v2`, with `{parameters}`.
    path: String,
    told: Value,
}

impl Operation {
    /// `GET /users/{id}`.
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The schema of its JSON body, if it takes one.
    fn body(&self) -> Option<&Value> {
        self.told.pointer("/requestBody/content/application~1json/schema")
    }

    /// Its parameters of the query.
    fn query(&self) -> impl Iterator<Item = &Value> {
        self.told["parameters"].as_array().into_iter().flatten().filter(|parameter| parameter["in"] == "query")
    }

    /// What must be in its query, with a value that is taken.
    fn required_query(&self) -> Vec<(String, String)> {
        let required = self.query().filter(|parameter| parameter["required"] == true);
        required.map(|parameter| (parameter["name"].as_str().unwrap().to_owned(), "ada@example.com".to_owned())).collect()
    }
}

/// A tenant with one record of every kind.
struct Tenant {
    server: TestServer,
    operations: Vec<Operation>,
    records: Records,
}

impl Tenant {
    async fn new() -> Self {
        let (server, _) = TestServer::first_started_for_scripts().await;
        let (_, document) = server.api_with(None).get("/openapi.json").await;
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap().iter().filter(|(path, _)| *path != "/openapi.json") {
            for (method, told) in item.as_object().unwrap() {
                operations.push(Operation { method: method.to_ascii_uppercase(), path: path.clone(), told: told.clone() });
            }
        }
        assert!(operations.len() > 200, "{}", operations.len());
        let records = records::fill(&server.api(&every_scope())).await;
        Self { server, operations, records }
    }

    /// May do everything.
    fn api(&self) -> Api<'_> {
        self.server.api(&every_scope())
    }

    /// Everything that can be read, but for the log: what is refused is told there.
    async fn read(&self) -> BTreeMap<String, (u16, Value)> {
        let api = self.api();
        let mut all = BTreeMap::new();
        for operation in self.operations.iter().filter(|operation| operation.method == "GET" && operation.told["tags"] != json!(["logs"])) {
            if operation.path.ends_with("/logs") {
                continue;
            }
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(operation.required_query()).finish();
            let path = format!("{}?{query}", self.records.path(&operation.path));
            let answer = api.get(&path).await;
            all.insert(path, answer);
        }
        let found = all.values().filter(|(status, _)| *status == 200).count();
        assert!(found > 90, "only {found} reads are answered");
        all
    }

    /// Asserts that the tenant reads as it did `before`.
    async fn is_still(&self, before: &BTreeMap<String, (u16, Value)>) {
        for (path, now) in self.read().await {
            assert_eq!(now, before[&path], "{path} was changed by what was refused");
        }
    }
}

fn every_scope() -> String {
    SCOPES.iter().map(|(scope, _)| *scope).collect::<Vec<_>>().join(" ")
}

/// The documented error body (reference 4.1), whole.
fn refusal(status: u16, message: &str, code: Option<&str>) -> (u16, Value) {
    let error = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        _ => "Not Found",
    };
    let mut body = json!({ "statusCode": status, "error": error, "message": message });
    if let Some(code) = code {
        body["errorCode"] = json!(code);
    }
    (status, body)
}
