//! The description of the Management API: that it is one of OpenAPI 3.1, and tells of what is served, no more and no less. What it says
//! of statuses every other test proves: the guard refuses to give an answer that is not described (in a build with assertions).

use std::collections::{BTreeMap, BTreeSet};

use anteroom::http::management::openapi::document;
use anteroom::http::management::routes;
use serde_json::{Value, json};

use crate::support::TestServer;

async fn described() -> (TestServer, Value) {
    let (server, _) = TestServer::first_started().await;
    let (status, document) = server.api_with(None).get("/openapi.json").await;
    assert_eq!(status, 200);
    (server, document)
}

/// Every operation, under its method and path.
fn operations(document: &Value) -> BTreeMap<(String, String), &Value> {
    let paths = document["paths"].as_object().unwrap();
    let mut out = BTreeMap::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            out.insert((method.to_ascii_uppercase(), path.clone()), operation);
        }
    }
    out
}

#[tokio::test]
async fn what_is_served_is_described_and_what_is_described_is_served() {
    let (server, document) = described().await;
    let (_, endpoints) = routes(&server.app);
    let mut served: BTreeSet<(String, String)> =
        endpoints.iter().map(|endpoint| (endpoint.method.to_owned(), endpoint.path.to_owned())).collect();
    assert_eq!(served.len(), endpoints.len(), "an endpoint is there twice");
    served.insert(("GET".to_owned(), "/openapi.json".to_owned()));
    let operations = operations(&document);
    assert_eq!(operations.keys().cloned().collect::<BTreeSet<_>>(), served);
    // Over the wire: a path or method that nobody serves would be a 404.
    for (method, path) in operations.keys().filter(|(_, path)| path != "/openapi.json") {
        let filled: String = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/");
        assert_eq!(server.api_with(None).send(method, &filled, None).await.0, 401, "{method} {path}");
    }
}

#[tokio::test]
async fn the_scopes_are_those_of_the_guard_and_any_of_them_is_enough() {
    let (server, document) = described().await;
    let operations = operations(&document);
    for endpoint in routes(&server.app).1 {
        let operation = operations[&(endpoint.method.to_owned(), endpoint.path.to_owned())];
        let told: Vec<Value> = endpoint.scopes.iter().map(|scope| json!({ "bearer": [scope] })).collect();
        assert_eq!(operation["security"], Value::from(told), "{} {}", endpoint.method, endpoint.path);
        assert_eq!(operation["summary"], endpoint.summary);
    }
    assert_eq!(operations[&("GET".to_owned(), "/openapi.json".to_owned())]["security"], json!([]));
}

#[tokio::test]
async fn the_document_has_the_structure_of_openapi_3_1() {
    let (_, document) = described().await;
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    assert_eq!(document["servers"][0]["url"], "/api/v2");
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let tags: BTreeSet<&str> = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut ids = BTreeSet::new();
    for ((method, path), operation) in operations(&document) {
        let place = format!("{method} {path}");
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{place}: its id is another's too");
        for tag in operation["tags"].as_array().into_iter().flatten() {
            assert!(tags.contains(tag.as_str().unwrap()), "{place}");
        }
        let responses = operation["responses"].as_object().unwrap();
        assert!(!responses.is_empty(), "{place}");
        for (status, response) in responses {
            assert!(status.parse::<u16>().is_ok_and(|status| (200..600).contains(&status)), "{place}: {status}");
            let response = match response["$ref"].as_str() {
                Some(reference) => document.pointer(reference.strip_prefix('#').unwrap()).unwrap_or_else(|| panic!("{place}: {reference}")),
                None => response,
            };
            assert!(response["description"].is_string(), "{place}: {status}");
        }
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let named = |within: &str| -> Vec<String> {
            let of = parameters.iter().filter(|parameter| parameter["in"] == within);
            of.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
        };
        let in_path: Vec<&str> = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(named("path"), in_path, "{place}");
        assert!(parameters.iter().all(|parameter| parameter["schema"].is_object()), "{place}");
        let query = named("query");
        assert_eq!(query.iter().collect::<BTreeSet<_>>().len(), query.len(), "{place}: a parameter is there twice");
        if !operation["requestBody"].is_null() {
            assert!(operation["requestBody"]["content"].as_object().is_some_and(|content| content.len() == 1), "{place}");
        }
    }
}

#[tokio::test]
async fn bodies_and_parameters_are_those_that_are_checked() {
    let (server, document) = described().await;
    assert_eq!(document, document_of(&server));
    let rule = &document["paths"]["/rules"]["post"]["requestBody"];
    assert_eq!(rule["required"], true);
    let schema = &rule["content"]["application/json"]["schema"];
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["required"], json!(["name", "script"]));
    assert_eq!(schema["properties"]["enabled"], json!({ "type": "boolean" }));
    assert!(schema["properties"]["name"]["examples"].as_array().unwrap().contains(&json!("a-name")));
    let grant = &document["paths"]["/client-grants"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert!(grant["required"].as_array().unwrap().contains(&json!("audience")), "{grant}");
    let page =
        json!({ "name": "page", "in": "query", "required": false, "schema": { "type": "integer", "minimum": 0, "maximum": 1_000_000 } });
    let parameters = document["paths"]["/users"]["get"]["parameters"].as_array().unwrap();
    assert!(parameters.contains(&page), "{parameters:?}");
    let by_email = document["paths"]["/users-by-email"]["get"]["parameters"].as_array().unwrap();
    assert_eq!((&by_email[0]["name"], &by_email[0]["required"]), (&json!("email"), &json!(true)));
    let upload = &document["paths"]["/actions/actions/{id}/component"]["put"]["requestBody"]["content"];
    assert_eq!(upload, &json!({ "application/wasm": { "schema": { "type": "string", "format": "binary" } } }));
}

fn document_of(server: &TestServer) -> Value {
    document(&routes(&server.app).1)
}

#[tokio::test]
async fn the_good_answers_are_those_of_the_handlers() {
    let (server, document) = described().await;
    let good = |path: &str, method: &str| -> Vec<String> {
        let responses = document["paths"][path][method]["responses"].as_object().unwrap();
        responses.keys().filter(|status| status.starts_with('2')).cloned().collect()
    };
    assert_eq!(good("/rules", "post"), ["201"]);
    assert_eq!(good("/rules/{id}", "delete"), ["204"]);
    assert_eq!(good("/connections/{id}", "delete"), ["202", "204"]);
    assert_eq!(good("/users/{id}/authentication-methods", "post"), [""; 0]);
    let api = server.api("delete:connections create:rules");
    assert_eq!(api.delete("/connections/con_none").await.0, 204);
}

#[tokio::test]
async fn every_parameter_of_a_query_is_of_its_type_and_required_ones_are_there() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api("read:users read:hooks");
    for (path, fault) in [
        ("/users?include_totals=yes", "'Expected type boolean but found type string' on property include_totals."),
        ("/users?page=-1", "'Value -1 is less than minimum 0' on property page."),
        ("/users?per_page=101", "'Value 101 is greater than maximum 100' on property per_page."),
        ("/hooks?enabled=1", "'Expected type boolean but found type string' on property enabled."),
        ("/users-by-email?email=", "'Missing required property: email'."),
        ("/users-by-email", "'Missing required property: email'."),
    ] {
        let answer = api.get(path).await;
        assert_eq!((answer.0, &answer.1["message"]), (400, &json!(format!("Query validation error: {fault}"))), "{path}");
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_is_refused_in_the_documented_form() {
    let (server, _) = TestServer::first_started().await;
    let answer = server.api("read:users").get("/users/%FF").await;
    assert_eq!(answer.0, 400);
    assert_eq!(answer.1["errorCode"], "invalid_uri");
    assert_eq!(answer.1["statusCode"], 400);
}
