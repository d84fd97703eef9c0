//! `GET /api/v2/openapi.json`: the Management API described in OpenAPI 3.1, for whoever wants a client or a test of it.
//!
//! Made from the list of endpoints that the router is made from, and from the tables that check requests; nothing is written down twice.
//! What a good answer holds is left open. It needs no token: it tells nothing that the source does not.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

use super::operation::BodyOf;
use super::query::{Param, Shape};
use super::routes::Endpoint;
use super::schema::{Kind, Schema};
use crate::http::Shared;

/// Where it is, below `/api/v2`.
pub const PATH: &str = "/openapi.json";

/// Texts of many forms: see [`examples`].
const SAMPLES: [&str; 10] = [
    "a-name",
    "https://www.example.com",
    "https://www.example.com/page",
    "www.example.com",
    "ada@example.com",
    "192.0.2.1",
    "#0a0b0c",
    "2026-01-31",
    "2026-01-31T12:00:00Z",
    "12345",
];

/// Made once a process: it depends on nothing but the program.
static DOCUMENT: OnceLock<String> = OnceLock::new();

/// Shows the description.
pub async fn show(State(app): State<Shared>) -> impl IntoResponse {
    let text = DOCUMENT.get_or_init(|| document(&super::routes(&app).1).to_string()).as_str();
    ([(header::CONTENT_TYPE, "application/json")], text)
}

/// The description of these endpoints.
pub fn document(endpoints: &[Endpoint]) -> Value {
    let mut paths = Map::new();
    let mut add = |method: &str, path: &str, operation: Value| {
        let item = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(method.to_ascii_lowercase(), operation);
        }
    };
    for endpoint in endpoints {
        add(endpoint.method, endpoint.path, operation(endpoint));
    }
    add("GET", PATH, own());
    let groups: BTreeSet<&str> = endpoints.iter().map(Endpoint::group).collect();
    let statuses: BTreeSet<u16> = endpoints.iter().flat_map(Endpoint::errors).collect();
    let responses: Map<String, Value> = statuses.into_iter().map(|status| (status.to_string(), refusal(status))).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Anteroom Management API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Each operation is open to a token with any one of the scopes it names. Parameters and members that are not described are refused.",
        },
        "servers": [{ "url": "/api/v2" }],
        "tags": groups.into_iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } },
            "schemas": { "Error": error() },
            "responses": responses,
        },
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let mut out = json!({
        "operationId": id(endpoint),
        "tags": [endpoint.group()],
        "summary": endpoint.summary,
        // One requirement each: any of them is enough.
        "security": endpoint.scopes.iter().map(|scope| json!({ "bearer": [scope] })).collect::<Vec<_>>(),
        "responses": responses(endpoint),
    });
    let in_path = endpoint
        .path_params()
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } }));
    let in_query = endpoint.takes.query.unwrap_or_default().iter().map(parameter);
    let parameters: Vec<Value> = in_path.chain(in_query).collect();
    if let Some(out) = out.as_object_mut() {
        if !parameters.is_empty() {
            out.insert("parameters".to_owned(), parameters.into());
        }
        if let Some(body) = endpoint.takes.body {
            out.insert("requestBody".to_owned(), request_body(body));
        }
    }
    out
}

/// `get_users_id_roles`.
fn id(endpoint: &Endpoint) -> String {
    let parts = endpoint.path.split(['/', '{', '}', '-']).filter(|part| !part.is_empty());
    std::iter::once(endpoint.method.to_ascii_lowercase().as_str()).chain(parts).collect::<Vec<_>>().join("_")
}

/// This document's own operation.
fn own() -> Value {
    json!({
        "operationId": "get_openapi",
        "summary": "Get this description",
        "security": [],
        "responses": { "200": { "description": "OK", "content": { "application/json": { "schema": { "type": "object" } } } } },
    })
}

fn responses(endpoint: &Endpoint) -> Map<String, Value> {
    let mut out = Map::new();
    for answer in (endpoint.answers)() {
        let mut response = json!({ "description": reason(answer.status) });
        if let Some(response) = response.as_object_mut().filter(|_| answer.json) {
            response.insert("content".to_owned(), json!({ "application/json": { "schema": { "type": ["object", "array"] } } }));
        }
        out.insert(answer.status.to_string(), response);
    }
    for status in endpoint.errors() {
        out.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }));
    }
    out
}

fn reason(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error")
}

fn refusal(status: u16) -> Value {
    json!({
        "description": reason(status),
        "content": { "application/json": { "schema": {
            "$ref": "#/components/schemas/Error",
            "properties": { "statusCode": { "const": status } },
        } } },
    })
}

fn error() -> Value {
    json!({
        "type": "object",
        "properties": {
            "statusCode": { "type": "integer" },
            "error": { "type": "string" },
            "message": { "type": "string" },
            "errorCode": { "type": "string" },
        },
        "required": ["statusCode", "error", "message"],
    })
}

fn parameter(param: &Param) -> Value {
    let schema = match param.shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
    };
    json!({ "name": param.name, "in": "query", "required": param.required, "schema": schema })
}

fn request_body(body: BodyOf) -> Value {
    let Some(kind) = body.kind else {
        return json!({ "required": true, "content": { (body.media): { "schema": { "type": "string", "format": "binary" } } } });
    };
    // An absent body counts as an object without members.
    let required = match kind {
        Kind::Object(Schema(fields)) => fields.iter().any(|field| field.required),
        Kind::Map | Kind::Any => false,
        _ => true,
    };
    json!({ "required": required, "content": { (body.media): { "schema": schema(kind) } } })
}

/// What a function accepts no schema can say, but it can be asked.
fn examples(accepts: fn(&str) -> Result<(), String>) -> Vec<&'static str> {
    SAMPLES.into_iter().filter(|sample| accepts(sample).is_ok()).collect()
}

/// The kind in JSON Schema 2020-12.
fn schema(kind: &Kind) -> Value {
    match kind {
        Kind::Text(least, most) => json!({ "type": "string", "minLength": least, "maxLength": most }),
        Kind::Checked(accepts) => match examples(*accepts) {
            examples if examples.is_empty() => json!({ "type": "string" }),
            examples => json!({ "type": "string", "examples": examples }),
        },
        Kind::OneOf(texts) => json!({ "type": "string", "enum": texts }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Number(least, most) => json!({ "type": "number", "minimum": least, "maximum": most }),
        Kind::Object(schema) => object(schema),
        Kind::Map => json!({ "type": "object" }),
        Kind::List(item, most) => json!({ "type": "array", "items": schema(item), "maxItems": most }),
        Kind::Set(item, most) => json!({ "type": "array", "items": schema(item), "maxItems": most, "uniqueItems": true }),
        Kind::Either(one, other) => json!({ "anyOf": [schema(one), schema(other)] }),
        Kind::Any => json!({}),
    }
}

fn object(Schema(fields): &Schema) -> Value {
    let member = |kind: Value, nullable: bool| match nullable {
        true => json!({ "anyOf": [kind, { "type": "null" }] }),
        false => kind,
    };
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), member(schema(&field.kind), field.nullable))).collect();
    let mut out = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    if let Some(out) = out.as_object_mut().filter(|_| !required.is_empty()) {
        out.insert("required".to_owned(), json!(required));
    }
    out
}
