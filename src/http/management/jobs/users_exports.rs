//! `POST /api/v2/jobs/users-exports`: users as a compressed file, whose link the job has when it is completed.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::to_json;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::With;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::user_jobs::export::{self, Request as Export};
use crate::user_jobs::records::{Column, Format};

const BODY: Schema = Schema(&[
    Field::new("connection_id", Kind::Text(1, 64)),
    Field::new("format", Kind::OneOf(&["json", "csv"])),
    Field::new("limit", Kind::Integer(1, i64::MAX)),
    Field::new("fields", Kind::List(&COLUMN, 100)),
]);

const COLUMN: Kind = Kind::Object(&Schema(&[Field::required("name", Kind::Text(1, 256)), Field::new("export_as", Kind::Text(1, 256))]));

body_of!(Given = BODY);

/// Begins an export.
pub async fn users_exports(State(app): State<Shared>, body: Body<Given>) -> Result<With<200>, ApiError> {
    let given = body.check()?;
    let connection = match given.get("connection_id").and_then(Value::as_str) {
        None => None,
        Some(id) => {
            let found = app.directory.connections.get(id).await?;
            Some(found.ok_or_else(|| ApiError::new(StatusCode::BAD_REQUEST, "The connection does not exist."))?.value)
        }
    };
    let csv = given.get("format").and_then(Value::as_str) == Some("csv");
    let shown = ["format", "limit", "fields"].into_iter().filter_map(|name| Some((name, given.get(name)?.clone())));
    let export = Export {
        connection: connection.as_ref(),
        format: if csv { Format::Csv } else { Format::Json },
        limit: given.get("limit").and_then(Value::as_u64),
        columns: columns(&given),
        shown: shown.collect(),
    };
    let job = export::create(&app, export).await?.ok_or_else(|| {
        let message = "There are too many active export users jobs, please wait until some of them are finished and try again";
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, message).code("too_many_requests")
    })?;
    Ok(With(to_json(&job)))
}

fn columns(given: &Map<String, Value>) -> Option<Vec<Column>> {
    let fields = given.get("fields").and_then(Value::as_array).filter(|fields| !fields.is_empty())?;
    let text = |field: &Value, name: &str| field.get(name).and_then(Value::as_str).map(str::to_owned);
    let column = |field: &Value| {
        let path = text(field, "name")?;
        Some(Column { name: text(field, "export_as").unwrap_or_else(|| path.clone()), path })
    };
    Some(fields.iter().filter_map(column).collect())
}
