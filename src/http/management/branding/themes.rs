//! `/api/v2/branding/themes`: one theme of a tenant, stored and given back without effect on the hosted pages. It is given and
//! replaced whole.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::colour;
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::documents;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::http::management::urls;
use crate::random::hex24;

const NAME: &str = "branding/themes/default";

const COLOUR: Kind = Kind::Checked(colour);
const URL: Kind = Kind::Checked(urls::https_or_empty);
const STYLE: Kind = Kind::OneOf(&["pill", "rounded", "sharp"]);
const SIDE: Kind = Kind::OneOf(&["center", "left", "right"]);
const FONT: Kind = Kind::Object(&Schema(&[Field::required("bold", Kind::Bool), Field::required("size", Kind::Number(0.0, 150.0))]));

const BORDERS: Kind = Kind::Object(&Schema(&[
    Field::required("button_border_radius", Kind::Number(0.0, 10.0)),
    Field::required("button_border_weight", Kind::Number(0.0, 10.0)),
    Field::required("buttons_style", STYLE),
    Field::required("input_border_radius", Kind::Number(0.0, 10.0)),
    Field::required("input_border_weight", Kind::Number(0.0, 3.0)),
    Field::required("inputs_style", STYLE),
    Field::required("show_widget_shadow", Kind::Bool),
    Field::required("widget_border_weight", Kind::Number(0.0, 10.0)),
    Field::required("widget_corner_radius", Kind::Number(0.0, 50.0)),
]));

const COLORS: Kind = Kind::Object(&Schema(&[
    Field::new("base_focus_color", COLOUR),
    Field::new("base_hover_color", COLOUR),
    Field::required("body_text", COLOUR),
    Field::new("captcha_widget_theme", Kind::OneOf(&["auto", "dark", "light"])),
    Field::required("error", COLOUR),
    Field::required("header", COLOUR),
    Field::required("icons", COLOUR),
    Field::required("input_background", COLOUR),
    Field::required("input_border", COLOUR),
    Field::required("input_filled_text", COLOUR),
    Field::required("input_labels_placeholders", COLOUR),
    Field::required("links_focused_components", COLOUR),
    Field::required("primary_button", COLOUR),
    Field::required("primary_button_label", COLOUR),
    Field::new("read_only_background", COLOUR),
    Field::required("secondary_button_border", COLOUR),
    Field::required("secondary_button_label", COLOUR),
    Field::required("success", COLOUR),
    Field::required("widget_background", COLOUR),
    Field::required("widget_border", COLOUR),
]));

const FONTS: Kind = Kind::Object(&Schema(&[
    Field::required("body_text", FONT),
    Field::required("buttons_text", FONT),
    Field::required("font_url", URL),
    Field::required("input_labels", FONT),
    Field::required("links", FONT),
    Field::required("links_style", Kind::OneOf(&["normal", "underlined"])),
    Field::required("reference_text_size", Kind::Number(12.0, 24.0)),
    Field::required("subtitle", FONT),
    Field::required("title", FONT),
]));

const BODY: Schema = Schema(&[
    Field::required("borders", BORDERS),
    Field::required("colors", COLORS),
    Field::new("displayName", Kind::Text(0, 2_048)),
    Field::required("fonts", FONTS),
    Field::required(
        "page_background",
        Kind::Object(&Schema(&[
            Field::required("background_color", COLOUR),
            Field::required("background_image_url", URL),
            Field::required("page_layout", SIDE),
        ])),
    ),
    Field::required(
        "widget",
        Kind::Object(&Schema(&[
            Field::required("header_text_alignment", SIDE),
            Field::required("logo_height", Kind::Number(1.0, 100.0)),
            Field::required("logo_position", Kind::OneOf(&["center", "left", "none", "right"])),
            Field::required("logo_url", URL),
            Field::required("social_buttons_layout", Kind::OneOf(&["bottom", "top"])),
        ])),
    ),
]);
body_of!(Given = BODY);

fn inexistent() -> ApiError {
    ApiError::not_found("There was an error retrieving branding settings: invalid theme ID").code("theme_not_found")
}

/// The theme, if it is there and has this id.
async fn find(app: &App, id: Option<&str>) -> Result<Map<String, Value>, ApiError> {
    let theme = documents::read(app, NAME).await?;
    let is = theme.get("themeId").and_then(Value::as_str);
    if is.is_some() && id.is_none_or(|id| is == Some(id)) { Ok(theme) } else { Err(inexistent()) }
}

/// Creates the theme.
pub async fn create(State(app): State<Shared>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    let mut theme = body.check()?;
    theme.insert("themeId".to_owned(), json!(hex24(&*app.random)));
    theme.entry("displayName").or_insert_with(|| json!(""));
    // Whoever comes second finds the first theme kept.
    let kept = documents::change(&app, NAME, |members| {
        if members.is_empty() {
            members.clone_from(&theme);
        }
    })
    .await?;
    if kept.get("themeId") != theme.get("themeId") {
        return Err(ApiError::conflict("There was an error updating branding settings: The theme already exists"));
    }
    Ok(Json(Value::Object(kept)))
}

/// Shows the theme.
pub async fn read_default(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(Value::Object(find(&app, None).await?)))
}

/// Shows the theme by its id.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(Value::Object(find(&app, Some(&id)).await?)))
}

/// Replaces the theme.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    find(&app, Some(&id)).await?;
    let given = body.check()?;
    // Deleted meanwhile: it does not come back without its id.
    let same = |members: &Map<String, Value>| members.get("themeId").and_then(Value::as_str) == Some(&*id);
    let after = documents::change(&app, NAME, |members| {
        if same(members) {
            members.extend(given.clone());
        }
    })
    .await?;
    if same(&after) { Ok(Json(Value::Object(after))) } else { Err(inexistent()) }
}

/// Deletes the theme.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    find(&app, Some(&id)).await?;
    documents::remove(&app, NAME).await?;
    Ok(Bare)
}
